"""The program with one protection taken out of its text at a time: the test named beside it must then fail.

Each runs in a copy of the tree, so that processes which the program starts are mutants too.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.faults.table import Row

ROOT = Path(__file__).parent.parent.parent
PARTS = ("bot", "corpus", "index", "tests", "deploy")
LONGEST = 100  # seconds for one test; what hangs without its protection is missed too


@dataclass(frozen=True, slots=True)
class Mutation:
    """`old` becomes `new` in `file`; the quick ones take a few seconds and run with the tests."""

    name: str
    file: str
    old: str
    new: str
    test: str
    quick: bool = False


MUTATIONS = (
    Mutation("the writer's lock is not taken", "index/local/writer.py", "fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)", "pass", "test_seal.py::test_a_second_writer_hears_of_the_first", quick=True),
    Mutation("the lock of the bot is not taken", "bot/telegram/journal.py", "fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)", "pass", "test_telegram_memory.py::test_only_one_copy_is_the_sole_one"),
    Mutation("reading a database gives up its locks", "index/local/held.py", "    return weakref.finalize(owner, _release, key)", "    _release(key)\n    return lambda: None", "test_seal.py::test_whoever_proves_a_database_keeps_its_locks_on_it", quick=True),
    Mutation("letting go of a database waits for its lock", "index/local/held.py", "_lock.acquire(blocking=False)", "_lock.acquire()", "test_held.py::test_an_owner_may_go_while_another_file_is_taken"),
    Mutation("a database may be begun without its log", "index/local/schema.py", 'mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]', 'mode = "wal" if connection.execute("PRAGMA journal_mode = WAL") else ""', "test_faults.py::test_a_database_is_never_begun_without_its_log"),
    Mutation("pages are trusted by their times", "index/local/seal.py", "thorough=not large", "thorough=False", "test_seal.py::test_what_rots_without_a_trace_is_refused"),
    Mutation("the time of the last change is not looked at", "index/local/seal.py", ", status.st_ctime_ns", ", 0", "test_seal.py::test_a_large_database_is_known_by_its_times"),
    Mutation("large databases are not read beside", "index/local/seal.py", "elif large and", "elif False and", "test_seal.py::test_a_large_database_is_read_beside_the_questions"),
    Mutation("digests of derived files are not compared", "index/files.py", 'digest(path) != made["sha256"]', "False", "test_seal.py::test_a_faiss_file_that_rots_without_a_trace_is_not_searched", quick=True),
    Mutation("any kind of FAISS file is read", "index/local/faiss_files.py", "if mark in _QUIET:", "if True:", "test_seal.py::test_only_quiet_kinds_of_faiss_files_are_read"),
    Mutation("checksums of articles are not compared", "index/local/articles.py", "if checksum(article) != row[-1]:", "if False:", "test_store.py::test_a_changed_row_is_seen"),
    Mutation("checksums of passages are not compared", "index/local/passages.py", "if checksum_of_passage(start, end, text, vector) != proof:", "if False:", "test_store.py::test_a_changed_part_of_an_article_is_seen"),
    Mutation("checksums of figures are not compared", "index/local/articles.py", "if checksum_of_figures(figures) != one[1]:", "if False:", "test_store.py::test_a_changed_part_of_an_article_is_seen"),
    Mutation("checksums of sentences are not compared", "index/local/articles.py", "if row and checksum_of_vectors(row[0]) != row[1]:", "if False:", "test_store.py::test_a_changed_part_of_an_article_is_seen"),
    Mutation("the digest of a backup is not compared", "index/local/backup.py", "if not _is_whole(path):", "if False:", "test_backup.py::test_no_flipped_bit_of_a_backup_comes_back"),
    Mutation("files are made for everybody", "index/local/schema.py", "0o600", "0o644", "test_store.py::test_an_index_is_its_owner_s_alone"),
    Mutation("an empty folder empties the index", "index/build.py", "if not listed and before:", "if False:", "test_build.py::test_a_vanished_folder_empties_nothing"),
    Mutation("nine tenths of the articles go unasked", "index/build.py", "if not allowed and before >= HANDFUL", "if False", "test_build.py::test_nearly_all_articles_go_only_if_allowed"),
    Mutation("files are known by their set time alone", "index/folder.py", "max(status.st_mtime_ns, status.st_ctime_ns)", "status.st_mtime_ns", "test_room.py::test_an_edit_that_keeps_size_and_time_is_seen"),
    Mutation("free space is not looked at", "index/room.py", "if files and left < need:", "if False:", "test_room.py::test_a_disk_that_is_too_full_is_told_before_anything_is_written"),
    Mutation("limits of memory are not looked at", "index/room.py", "if most != resource.RLIM_INFINITY and most - used < need:", "if False:", "test_room.py::test_a_limit_that_leaves_enough_is_no_reason"),
    Mutation("batches are not halved", "index/encoders/sentence_transformer.py", "if size == 1 or not is_memory(error):", "if True:", "test_room.py::test_too_little_memory_for_many_texts_at_once_takes_fewer"),
    Mutation("questions wait for the encoder", "index/encoders/deadline.py", "job.exception(seconds)", "job.exception()", "test_room.py::test_an_encoder_that_fails_costs_the_dense_half_alone"),
    Mutation("a question waits for what is loaded", "index/encoders/encoding.py", "        def first() -> Vectors:\n            wait(self.loading)", "        wait(self.loading)\n\n        def first() -> Vectors:", "test_room.py::test_what_is_loaded_beforehand_is_not_waited_for_without_end"),
    Mutation("an encoder that hangs is asked again", "index/encoders/deadline.py", "if self._left is not None and not self._left[0].done():", "if False:", "test_room.py::test_an_encoder_that_hangs_while_it_is_loaded_is_not_waited_for_again"),
    Mutation("network disks are not known", "index/mounts.py", "if kind is not None:", "if False:", "test_room.py::test_an_index_on_a_network_disk_is_refused"),
    Mutation("another encoder is not known", "index/encoders/encoding.py", "if wrong is not None:\n            raise EncoderChanged", "if False:\n            raise EncoderChanged", "test_canary.py::test_a_changed_encoder_is_not_mixed_with_old_vectors"),
    Mutation("onnxruntime reports home", "index/encoders/graphs.py", 'os.environ[OPT_OUT] = "1"', "pass", "test_export.py::test_nothing_reports_home"),
    Mutation("copies of another version are used", "index/encoders/exported.py", 'if files and recipe.get("outputs") != OUTPUTS:', "if False:", "test_export.py::test_a_copy_of_another_version_is_not_used"),
    Mutation("a sentence takes the pieces of others", "index/encoders/late.py", "for a, b in edges.tolist()", "for a, b in [(edge, len(told)) for edge, _ in edges.tolist()]", "test_late.py::test_a_sentence_has_the_mean_of_its_pieces"),
    Mutation("OpenVINO reports home", "index/encoders/graphs.py", "sys.modules.setdefault(CONVERTER, None)", "pass", "test_export.py::test_nothing_reports_home"),
    Mutation("code of models is run", "index/encoders/sentence_transformer.py", "if brings_code or pickled:", "if False:", "test_canary.py::test_only_safetensors_without_code_are_loaded"),
    Mutation("parsers may do anything", "corpus/parser.py", "if event.startswith(_REFUSED)", "if False", "test_parsing.py::test_the_parser_does_nothing_but_parse", quick=True),
    Mutation("parsers may write", "corpus/parser.py", "set(arguments[1]) & set(\"wax+\")", "False", "test_parsing.py::test_the_parser_does_nothing_but_parse"),
    Mutation("parsers see the environment", "corpus/parsing.py", "env=environment, ", "env={**os.environ, **environment}, ", "test_parsing.py::test_the_parser_sees_no_secret"),
    Mutation("parsers may take any time", "corpus/parsing.py", "left = until - time.monotonic()", "left = 60.0", "test_parsing.py::test_a_parser_that_stands_still_is_given_up"),
    Mutation("parsers may take any memory", "corpus/parser.py", "(resource.RLIMIT_AS, memory)", "(resource.RLIMIT_AS, 1 << 45)", "test_parsing.py::test_a_parser_has_so_much_memory_and_no_more"),
    Mutation("parsers may take any processor time", "corpus/parser.py", "(resource.RLIMIT_CPU, spent + cpu + 1)", "(resource.RLIMIT_CPU, 100_000)", "test_parsing.py::test_a_parser_has_so_much_memory_and_no_more"),
    Mutation("a parser that cannot start costs the file", "corpus/parsing.py", 'raise Exhausted(f"{_UNSTARTED}: {_RAISE}") from None', "raise", "test_limits.py::test_a_parser_that_does_not_start_is_no_fault_of_a_file"),
    Mutation("want of open files costs the file", "corpus/read.py", "if error.errno in SPENT:", "if False:", "test_limits.py::test_want_of_files_is_no_fault_of_a_file"),
    Mutation("a flush that fails is not told", "index/files.py", "        os.fsync(descriptor)\n", "        os.fsync(descriptor)\n    except OSError:\n        pass\n", "test_faults.py::test_a_flush_or_close_that_fails_loses_nothing"),
    Mutation("links in a folder are followed", "corpus/read.py", "os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW) if not path.is_symlink() else None", "os.O_RDONLY | os.O_NONBLOCK)", "test_read.py::test_links_are_named_and_not_followed"),
    Mutation("names for files of others are read", "corpus/read.py", "if status.st_nlink > 1 and", "if False and", "test_parsing.py::test_a_hard_link_to_a_stranger_s_file_is_skipped"),
    Mutation("pipes are read", "corpus/read.py", "if not stat.S_ISREG(status.st_mode):", "if False:", "test_read.py::test_pipes_and_sockets_do_not_block"),
    Mutation("files of any size are read", "corpus/read.py", "if status.st_size > largest:", "if False:", "test_read.py::test_a_file_over_the_limit_is_refused_unread"),
    Mutation("packed files unpack to any size", "corpus/read.py", "if len(raw) > largest:", "if False:", "test_read.py::test_a_packed_file_is_measured_unpacked"),
    Mutation("YAML may stand for gigabytes", "corpus/markdown.py", "if self.check_event(yaml.AliasEvent):", "if False:", "test_markdown.py::test_front_matter_has_no_aliases"),
    Mutation("elements may have any number of attributes", "corpus/page.py", "if any(len(tag) > ATTRIBUTES and", "if any(False and", "test_page.py::test_a_flood_of_attributes_is_refused_before_it_is_parsed"),
    Mutation("hidden characters stay", "corpus/decode.py", 'return _HIDDEN.sub("", text)', "return text", "test_decode.py::test_hidden_characters_are_removed"),
    Mutation("full-width letters are not looked through", "index/words.py", 'return _DRESSED.sub(lambda dressed: unicodedata.normalize("NFKC", dressed.group()), text)', "return text", "test_stores.py::test_full_width_is_found_quoted_and_forgotten"),
    Mutation("inner addresses are fetched", "corpus/web/addresses.py", "return ip.is_global and not closed and port in PORTS", "return True", "test_fetching.py::test_no_connection_into_the_house"),
    Mutation("is_global decides alone", "corpus/web/addresses.py", "ip.is_global and not closed and", "ip.is_global and", "test_fetching.py::test_addresses_of_the_house_are_not_public"),
    Mutation("wrapped addresses are not unwrapped", "corpus/web/addresses.py", "if inner is not None:", "if False:", "test_fetching.py::test_addresses_of_the_house_are_not_public"),
    Mutation("names are resolved twice", "corpus/web/fetching.py", "connect_tcp(addresses[0], port", "connect_tcp(host, port", "test_fetching.py::test_a_name_cannot_point_elsewhere_a_moment_later", quick=True),
    Mutation("one public address is enough", "corpus/web/fetching.py", "not all(self._reachable", "not any(self._reachable", "test_fetching.py::test_a_name_cannot_point_elsewhere_a_moment_later"),
    Mutation("hosts that look like others are fetched", "corpus/web/addresses.py", "if not _host_of(url).isascii():", "if False:", "test_fetching.py::test_a_host_in_other_letters_is_told_before_anything_is_fetched"),
    Mutation("hosts that look like others are shown", "corpus/web/addresses.py", "return url if _host_of(url).isascii() else str(checked(url))", "return url", "test_fetching.py::test_an_article_from_a_host_in_other_letters_is_labelled_by_its_plain_name"),
    Mutation("pages unpack to any size", "corpus/web/fetching.py", "LARGEST + 1 - len(body)", "0", "test_fetching.py::test_a_packed_page_is_unpacked_once"),
    Mutation("fetching takes any time", "corpus/web/fetching.py", "asyncio.timeout(LONGEST)", "asyncio.timeout(None)", "test_fetching.py::test_a_byte_a_second_ends_in_time"),
    Mutation("the token is logged", "bot/telegram/redact.py", 'return self._secret.sub("<token>", line)', "return line", "test_telegram_settings.py::test_the_log_never_holds_the_token", quick=True),
    Mutation("updates that cannot be read are logged", "bot/telegram/redact.py", 'if record.name.startswith("telegram"):', "if False:", "test_telegram_settings.py::test_the_log_never_holds_the_token"),
    Mutation("articles steer the terminal", "bot/terminal.py", 'return _STEERING.sub("", text)', "return text", "test_render.py::test_an_article_cannot_steer_the_terminal"),
    Mutation("articles bring markup", "bot/telegram/markup.py", "return html.escape(dead(text), quote=False)", "return dead(text)", "test_telegram_answers.py::test_hostile_texts_stay_literal_and_dead"),
    Mutation("articles bring mentions", "bot/telegram/markup.py", 'return _LIVE.sub(lambda sign: f"{sign.group()}{_JOINER}", text)', "return text", "test_telegram_answers.py::test_hostile_texts_stay_literal_and_dead"),
    Mutation("anybody may ask", "bot/telegram/settings.py", "return self.public or", "return True or", "test_telegram_settings.py::test_settings_name_who_may_ask"),
    Mutation("anybody may flood", "bot/telegram/limits.py", "if level < 1:", "if False:", "test_telegram_settings.py::test_one_person_asks_five_at_once_and_ten_a_minute"),
    Mutation("buttons serve every chat", "bot/telegram/buttons.py", "or message.chat.id != kept.chat", "", "test_telegram_chats.py::test_17_a_button_serves_its_own_chat_alone"),
    Mutation("questions are kept in memory only", "bot/telegram/journal.py", "rowcount > 0", "rowcount > 0 and self._do(\"DELETE FROM journal WHERE state = 'waiting'\") is not None", "test_telegram_process.py::test_13_a_question_survives_a_killed_process"),
    Mutation("a 429 loses the answer", "bot/telegram/ratelimit.py", "TRIES = 4", "TRIES = 1", "test_telegram_delivery.py::test_04_a_429_in_one_chat_stalls_no_other"),
    Mutation("one chat stalls all", "bot/telegram/ratelimit.py", "self._closed.get(chat, now) - now", "max([*self._closed.values(), now]) - now", "test_telegram_delivery.py::test_04_a_429_in_one_chat_stalls_no_other"),
    Mutation("the bot ends where Telegram is away", "bot/telegram/serve.py", 'troubles.tell("start", f"Telegram cannot be reached ({type(error).__name__}); trying on")', "raise", "test_telegram_start.py::test_08_and_11_the_bot_waits_for_the_server_and_removes_a_webhook"),
    Mutation("what is held tells no age", "bot/telegram/asking.py", "return told if question.age > OLD else", "return told if question.age < 0 else", "test_faults.py::test_an_outage_loses_no_question"),
    Mutation("answers are not held", "bot/telegram/asking.py", "if not is_unsent(error) or question.age > DAY:", "if error:", "test_telegram_delivery.py::test_an_answer_is_held_while_telegram_is_away"),
    Mutation("what is held stays on its way", "bot/telegram/asking.py", "await asyncio.to_thread(self._journal.mark, question.key, WAITING)", "pass", "test_telegram_process.py::test_an_answer_that_is_held_survives_a_killed_process"),
    Mutation("yesterday's questions are answered", "bot/telegram/asking.py", "if question.age > DAY:\n            line", "if False:\n            line", "test_telegram_chats.py::test_14_a_question_of_yesterday_is_closed"),
    Mutation("a busy file is a damaged one", "bot/telegram/memory.py", 'if not name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):', "if False:", "test_telegram_memory.py::test_a_disk_that_is_in_the_way_costs_no_question"),
    Mutation("old questions that wait are forgotten", "bot/telegram/memory.py", """ AND state = 'done'" if table""", """" if table""", "test_telegram_memory.py::test_a_clock_that_jumps_loses_no_question"),
    Mutation("half a bot goes on", "bot/telegram/background.py", "self._stop.set() if self._broken() else None", "None", "test_telegram_start.py::test_a_bot_that_lost_a_part_ends"),
)  # fmt: skip


def caught(mutation: Mutation) -> Row:
    """One row: survived where the test fails, lost where it passes or the table no longer fits the program."""
    row = Row(f"mutant, {mutation.name}: caught")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "newsdesk"
        for part in PARTS:
            shutil.copytree(ROOT / part, copy / part, copy_function=os.symlink)
        for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "constraints.txt"):
            (copy / name).symlink_to(ROOT / name)
        path = copy / mutation.file
        text = path.read_text(encoding="utf-8")
        if mutation.old not in text:
            row.note(f"{mutation.file} no longer holds {mutation.old!r}")
            return row
        path.unlink()
        path.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "--numprocesses",
            "0",
            "-p",
            "no:cacheprovider",
            f"tests/{mutation.test}",
        ]
        environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST)  # fmt: skip
        except subprocess.TimeoutExpired:  # it hangs without its protection
            row.note()
            return row
        row.note(
            *([] if done.returncode == 1 else [f"{mutation.test} ended with {done.returncode}: {done.stdout[-300:]}"])
        )
    return row

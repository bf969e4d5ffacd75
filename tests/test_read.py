"""A folder as articles: everything in it is read or named with its reason."""

import gzip
import json
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import read
from corpus.errors import ArticleError
from corpus.listing import list_files
from corpus.read import read_file, read_folder
from corpus.types import Article, Rejected

TEXT = "Nine boats sank in the harbour of Ostmere on Tuesday.\n\nTwo are missing."


def reason_of(path: Path) -> str:
    """Why a file gives no article."""
    (entry,) = read_file(path, path.name)
    assert isinstance(entry, Rejected), entry
    return entry.reason


def test_every_kind_of_file_is_read(tmp_path: Path) -> None:
    """Text, Markdown, pages, JSON and packed JSON of one story give one text."""
    record = json.dumps({"text": TEXT})
    page = f"<html><body><article>{''.join(f'<p>{p}</p>' for p in TEXT.split(chr(10) * 2))}</article></body></html>"
    for name, content in {
        "a.txt": TEXT, "b.TEXT": TEXT, "c.md": TEXT, "d.markdown": TEXT, "e.html": page, "f.HTM": page, "g.json": record, "h.jsonl": record,
    }.items():  # fmt: skip
        (tmp_path / name).write_text(content)
    (tmp_path / "i.json.gz").write_bytes(gzip.compress(record.encode()))
    (tmp_path / "j.jsonl.gz").write_bytes(gzip.compress(record.encode()))

    found = list(read_folder(tmp_path))

    assert [entry.path for entry in found] == [
        "a.txt", "b.TEXT", "c.md", "d.markdown", "e.html", "f.HTM", "g.json", "h.jsonl#1", "i.json.gz", "j.jsonl.gz#1",
    ]  # fmt: skip
    assert [entry.text for entry in found if isinstance(entry, Article)] == [TEXT] * 10


def test_what_its_owner_should_know_comes_beside_the_article(tmp_path: Path) -> None:
    """A guessed encoding, letters that only look Latin and broken front matter are told in one entry; the article is kept."""
    (tmp_path / "a.txt").write_bytes("Мост через реку открыт в среду утром.".encode("cp1251"))
    (tmp_path / "b.txt").write_text("The Vеll Тimes sank.")
    (tmp_path / "c.txt").write_text("---\ntitle: [a\n---\nThe Vеll sank. Мост открыт, said NATO.")
    (tmp_path / "d.txt").write_text("Мост открыт: IT-шник, μm, НАТО, NATO.")

    told = [read_file(path, path.name) for path in sorted(tmp_path.iterdir())]
    reasons = [[one.reason for one in records if isinstance(one, Rejected)] for records in told]

    assert [True] * 4 == [isinstance(records[0], Article) for records in told]
    assert [1, 1, 1, 0] == list(map(len, reasons))
    assert reasons[0] == ["its encoding is not said, cp1251 was guessed; save it as UTF-8 if it reads wrong"]
    assert "look alike (Vеll, Тimes);" in reasons[1][0]
    assert "front matter is not valid YAML" in reasons[2][0]
    assert "look alike (Vеll);" in reasons[2][0]


def test_a_file_that_is_refused_has_one_reason(tmp_path: Path) -> None:
    """What hides behind the reason for a refusal is not told beside it."""
    (tmp_path / "a.json").write_text('{"title": "Vеll"}')

    assert "look alike" not in reason_of(tmp_path / "a.json")


def test_names_are_paths_below_the_folder_in_order(tmp_path: Path) -> None:
    """Folders are walked through, hidden ones and hidden files left out, and the order is that of the names."""
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", ".hidden.txt", ".git/x.txt", "A.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT)

    assert [name for name, _ in list_files(tmp_path)] == ["A.txt", "a/b/c.txt", "a/z.txt", "b.txt"]
    assert [entry.path for entry in read_folder(tmp_path)] == ["A.txt", "a/b/c.txt", "a/z.txt", "b.txt"]


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    """No folder, or a file in its place, is an error that names it."""
    (tmp_path / "file").write_text(TEXT)

    for folder, what in ((tmp_path / "none", "does not exist"), (tmp_path / "file", "is a file")):
        with pytest.raises(ArticleError, match=f"{folder.name} {what}.*; give a folder"):
            list_files(folder)


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    """A folder without files is no error."""
    assert list(read_folder(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t", "empty"),
        ("a.md", b"---\n---\n", "no article text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 50, "binary"),
        ("a.html", b"<html><body></body></html>", "no article text"),
        ("a.json", b"{", "not valid JSON"),
        ("a.json.gz", b"not packed", "gzip"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "x"}' * 99, mtime=0)[:-12], "gzip"),
        ("a.png", b"x", "newsdesk reads .txt"),
        ("README", b"x", "newsdesk reads .txt"),
    ],
)
def test_a_bad_file_is_named_with_its_reason(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """What cannot be read gives one reason that ends with what to do, and does not stop the others."""
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z.txt").write_text(TEXT)

    bad, good = read_folder(tmp_path)

    assert isinstance(bad, Rejected)
    assert bad.path == name
    assert reason in bad.reason
    assert ";" in bad.reason
    assert good == Article("z.txt", TEXT)


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    """A sparse file of a tebibyte is refused by its size, and takes no memory."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(1 << 40)

    assert "over the limit of 20 MB; split it" in reason_of(path)


def test_who_allows_larger_files_means_longer_articles(tmp_path: Path) -> None:
    """A text of more characters than any article has is refused, unless files are allowed that are larger than usual."""
    path = tmp_path / "a.txt"
    path.write_text(f"{TEXT}\n" * 40_000)

    assert (
        "its text has 2.9 million characters, over the limit of 2; split it, or raise the limit with `newsdesk index --max-file MB`"
        == reason_of(path)
    )
    (article,) = read_file(path, "a.txt", 30_000_000)
    assert isinstance(article, Article)
    assert article.text.count("Two are missing.") == 40_000


def test_a_packed_file_is_measured_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few bytes that unpack to more than the limit are refused."""
    monkeypatch.setattr(read, "LARGEST_RECORDS", 1000)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b" " * 5000))
    (refused,) = read_file(path, path.name, 500)

    assert isinstance(refused, Rejected)
    assert "over the limit" in refused.reason


def test_links_are_named_and_not_followed(tmp_path: Path) -> None:
    """A link to a file, to a folder, to nothing and to itself gives a reason each, and nothing outside is read."""
    outside = tmp_path / "outside"
    folder = tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.txt").write_text(TEXT)
    (folder / "a.txt").symlink_to(outside / "secret.txt")
    (folder / "b").symlink_to(outside)
    (folder / "c.txt").symlink_to(folder / "nothing")
    (folder / "d.txt").symlink_to(folder / "d.txt")

    found = list(read_folder(folder))

    assert [entry.path for entry in found] == ["a.txt", "b", "c.txt", "d.txt"]
    assert all(isinstance(entry, Rejected) and "link" in entry.reason for entry in found)


def test_pipes_and_sockets_do_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no regular file is refused without waiting for it."""
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind("plug.txt")
        assert "cannot be read" in reason_of(Path("plug.txt"))
    assert "not a regular file" in reason_of(tmp_path / "pipe.txt")


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    """The articles in a folder named x.txt are found."""
    (tmp_path / "x.txt").mkdir()
    (tmp_path / "x.txt" / "y.txt").write_text(TEXT)

    assert [entry.path for entry in read_folder(tmp_path)] == ["x.txt/y.txt"]


def test_a_file_that_went_away_is_named(tmp_path: Path) -> None:
    """A file deleted between listing and reading gives a reason."""
    assert "cannot be read" in reason_of(tmp_path / "gone.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_what_is_closed_is_named(tmp_path: Path) -> None:
    """A file and a folder without read permission give a reason; a closed corpus folder is an error."""
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "b").chmod(0)

    assert [entry.path for entry in read_folder(tmp_path)] == ["a.txt", "b"]
    tmp_path.chmod(0)
    with pytest.raises(ArticleError, match="permissions"):
        list_files(tmp_path)
    tmp_path.chmod(0o700)


def test_odd_names_are_kept_apart_and_can_be_written(tmp_path: Path) -> None:
    """Names with line breaks, dashes, other cases, other normal forms and bytes that are no UTF-8 are each an article."""
    names = [
        b"-rf.txt",
        b"a\nb.txt",
        b"caf\xc3\xa9.txt",
        b"cafe\xcc\x81.txt",
        b"Case.txt",
        b"case.txt",
        b"\xff\xfe.txt",
        b"a\\b.txt",
    ]
    for name in names:
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text(TEXT)

    found = list(read_folder(tmp_path))

    assert all(isinstance(entry, Article) for entry in found)
    assert len({entry.path for entry in found}) == len(names)
    assert all(entry.path.encode("utf-8") for entry in found)


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    """The same folder gives the same articles in the same order."""
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text(f"{TEXT} {number}")

    assert list(read_folder(tmp_path)) == list(read_folder(tmp_path))


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".json", ".jsonl", ".json.gz"])
def test_any_bytes_are_articles_or_reasons(tmp_path: Path, suffix: str) -> None:
    """Whatever bytes a file holds, it gives articles or a reason and raises nothing."""
    path = tmp_path / f"a{suffix}"

    @given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
    @settings(max_examples=60, deadline=None)
    def check(raw: bytes) -> None:
        path.write_bytes(raw)
        found = read_file(path, path.name)
        assert all(isinstance(entry, Article | Rejected) for entry in found)
        assert found or suffix == ".jsonl"

    check()


def test_broken_front_matter_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    """An article whose YAML is broken is read with what can be understood, and its owner is told to mend it."""
    path = tmp_path / "bridge.md"
    path.write_text("---\ntitle: [Bridge\noutlet: Orla Post\n---\nThe bridge is closed.\n", encoding="utf-8")
    article, told = read_file(path, "bridge.md")

    assert isinstance(article, Article)
    assert ("Orla Post", "The bridge is closed.") == (article.outlet, article.text)
    assert isinstance(told, Rejected)
    assert "not valid YAML" in told.reason

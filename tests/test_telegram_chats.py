"""Conversations: edits, buttons, groups, topics, inline questions, articles by chat. Numbers are rows of the table of cases."""

import asyncio
import time
from pathlib import Path

import pytest

from index.library import Index
from tests.conftest import CountingEncoder
from tests.telegram_people import ALICE, GROUP, QUICK, PacedEncoder, Scene, entities, labels, play, stage
from tests.telegram_server import BOT
from tests.telegram_text import Json, formatted

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")

DEAD = "How many people died in Vell?"
COST = "What did the bridge cost?"
BOB: Json = {"id": 43, "is_bot": False, "first_name": "Bob", "language_code": "fr"}
ADMIN: Json = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "en"}
OTHER_ADMIN: Json = {**ADMIN, "id": 8}
FORUM: Json = {"id": -1002, "type": "supergroup", "title": "Forum", "is_forum": True}


def sent(scene: Scene, chat: int | None = None) -> list[Json]:
    return [event["message"] for event in scene.events(0, chat, ("sent",))]


def toasts(scene: Scene) -> list[str]:
    return [event["text"] for event in scene.events(0, None, ("answered",)) if "text" in event]


def test_14_a_message_from_an_hour_ago_is_answered_with_its_age(tmp_path: Path) -> None:
    """An old question is answered once and says how long ago it was asked; a backlog does not flood."""

    async def scenario(scene: Scene) -> None:
        scene.say(DEAD, date=int(time.time()) - 3600)
        for number in range(200):
            scene.say(COST, {**ALICE, "id": 2000 + number % 4}, date=int(time.time()) - 3600)
        await scene.start()
        answers = await scene.heard(25)

        assert sent(scene, 42)[0]["text"].startswith("You asked this 1 hour ago.\n14 people dead")
        assert 4 * 6 + 1 == len(answers)

    play(scenario, tmp_path, stage(tmp_path), started=False)


def test_15_a_message_delivered_twice_is_answered_once(tmp_path: Path) -> None:
    """The same message under another update_id gets no second answer."""

    async def scenario(scene: Scene) -> None:
        message = scene.say(DEAD)
        scene.api.push("message", message)
        await scene.heard()
        scene.api.push("message", message)
        await asyncio.sleep(0.3)

        assert 1 == len(sent(scene))

    play(scenario, tmp_path, stage(tmp_path))


def test_16_an_edited_question_gets_its_answer_edited(tmp_path: Path) -> None:
    """A new question in the place of the old one changes the answer; the same text, an old question and a command change nothing."""

    async def scenario(scene: Scene) -> None:
        question = scene.say(DEAD)
        (before,) = await scene.heard()
        scene.edit(question, COST)
        (after,) = await scene.heard(2)
        scene.edit(question, COST, edit_date=int(time.time()) + 5)
        scene.edit(question, "/help", edit_date=int(time.time()) + 6)
        yesterday = scene.say(DEAD, date=int(time.time()) - 86_400)
        await scene.heard(3)
        scene.edit(yesterday, COST)
        await asyncio.sleep(0.4)

        assert before["message_id"] == after["message_id"]
        assert "12 million" in after["text"]
        assert 2 == len(sent(scene))
        assert 1 == len(scene.events(0, 42, ("edited",)))

    play(scenario, tmp_path, stage(tmp_path))


def test_16_an_edit_overtakes_no_answer(tmp_path: Path) -> None:
    """A question edited while it is being answered is answered and then answered anew, in one message."""

    async def scenario(scene: Scene) -> None:
        question = scene.say(f"{DEAD}?")
        await asyncio.sleep(0.2)
        scene.edit(question, COST)
        (answer,) = await scene.heard(2)

        assert "12 million" in answer["text"]

    play(scenario, tmp_path, stage(tmp_path, encoder=PacedEncoder()))


def test_17_each_press_is_answered_once(tmp_path: Path) -> None:
    """Sources open and close in place, votes count once a person, also after a restart; old and foreign data expire."""

    async def scenario(scene: Scene) -> None:
        await scene.ask(f"/ask {DEAD}", chat=GROUP)
        scene.press(sent(scene)[0], "[1]")
        (opened,) = await scene.heard(2)
        assert ["The storm left 14 people dead in Vell."] == entities(opened, "bold")[1:]
        assert "Nineteen fishermen are missing" in opened["text"]
        assert ["← Back"] == labels(opened)
        scene.press(opened, "← Back")
        (closed,) = await scene.heard(3)
        await scene.stop()
        await scene.start()
        scene.press(closed, "👍")
        scene.press(closed, "👍")
        scene.press(closed, "👎", BOB)
        await scene.until(lambda: len(toasts(scene)) == 5)
        for data in ("1:src:unknown:1", "0:up:x:0", "rubbish", "1:up:" + "x" * 40, ":::", "1:src:ab:²"):
            scene.press(closed, data=data)
        scene.press(closed, "[1]", expired=True)
        await scene.until(lambda: not scene.api.queries)
        await scene.heard()

        assert ["[1]", "In private", "👍", "👎"] == labels(sent(scene)[0])
        assert ["[1]", "In private", "👍 1", "👎 1"] == labels(scene.events()[-2]["message"])
        assert [
            "",
            "",
            "Thank you for your vote.",
            "Your vote is counted already.",
            "Merci pour votre vote.",
        ] == toasts(scene)[:5]
        assert {"This answer has expired; please ask again."} == set(toasts(scene)[5:])

    scene = play(scenario, tmp_path, stage(tmp_path), problems=1)

    assert [
        "answerCallbackQuery: Bad Request: query is too old and response timeout expired or query ID is invalid"
    ] == scene.problems()


def test_17_a_press_on_a_deleted_message_harms_nothing(tmp_path: Path) -> None:
    """The query is answered, and the next question too."""

    async def scenario(scene: Scene) -> None:
        answer = await scene.ask(DEAD)
        del scene.api.chats[42]["messages"][answer["message_id"]]
        scene.press(answer, "[1]")
        await scene.until(lambda: not scene.api.queries)

        assert "12 million" in (await scene.ask(COST))["text"]

    play(scenario, tmp_path, stage(tmp_path), problems=1)


@pytest.mark.parametrize("privacy", [True, False])
def test_18_in_a_group_the_bot_speaks_when_spoken_to(tmp_path: Path, privacy: bool) -> None:
    """It answers /ask, replies to it, mentions where they reach it, and anonymous admins, but no chatter and no bot."""
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    robot = {"id": 99, "is_bot": True, "first_name": "Robot"}

    async def scenario(scene: Scene) -> None:
        scene.say("Nice weather in Vell.", chat=GROUP)
        scene.say(f"/ask@other_bot {DEAD}", chat=GROUP)
        scene.say(f"/ask {DEAD}", robot, chat=GROUP)
        scene.say("/unknown", chat=GROUP)
        first = await scene.ask(f"/ask@{BOT['username']} {DEAD}", chat=GROUP)
        reply = await scene.ask(COST, chat=GROUP, reply_to=first)
        about = await scene.ask("/ask", BOB, GROUP, reply_to=scene.say(COST, chat=GROUP))
        admin = await scene.ask(f"/ask {DEAD}", anonymous, GROUP, sender_chat=GROUP)
        since = len(scene.api.events)
        scene.say(f"@{BOT['username']} {DEAD}", chat=GROUP)
        await asyncio.sleep(0.4)

        assert "14 people dead" in first["text"]
        assert "12 million" in reply["text"]
        assert "12 million" in about["text"]
        assert "14 people dead" in admin["text"]
        assert 0 + (not privacy) == len(scene.events(since))
        assert 4 + (not privacy) == len(sent(scene))
        assert all("reply_to_message" in message for message in sent(scene))

    play(scenario, tmp_path, stage(tmp_path), privacy=privacy)


def test_19_answers_stay_in_their_topic(tmp_path: Path) -> None:
    """A question of a topic is answered there, one of General without a topic; each has follow-ups of its own."""

    async def scenario(scene: Scene) -> None:
        topic: Json = {"message_thread_id": 7, "is_topic_message": True}
        here = await scene.ask(f"/ask {DEAD}", chat=FORUM, **topic)
        general = await scene.ask(f"/ask {COST}", chat=FORUM)
        scene.say("/new", chat=FORUM, **topic)
        await scene.heard(3)

        assert 7 == here["message_thread_id"]
        assert "message_thread_id" not in general
        assert 7 == sent(scene)[-1]["message_thread_id"]

    play(scenario, tmp_path, stage(tmp_path))


def test_26_documents_become_articles_or_are_refused(tmp_path: Path) -> None:
    """An admin's album of three is one summary; what is too big, empty, packed or of another kind is refused with the reason."""

    async def scenario(scene: Scene) -> None:
        scene.document("a.txt", "The ferry sank. Nine people died.", {**ALICE, "id": 50})
        scene.document("b.txt", "The ferry sank. Nine people died.", {**ALICE, "id": 50})
        await scene.heard(1, chat=50)
        scene.document("big.txt", "x", ADMIN, size=21 << 20)
        scene.document("tool.exe", "MZ", ADMIN)
        scene.document("empty.txt", "", ADMIN)
        scene.document("all.zip", b"PK\x03\x04", ADMIN)
        await scene.until(lambda: len(scene.events(0, 7, ("edited",))) == 4)
        for number in range(3):
            text = f"A ferry sank off Cape {'ABC'[number]}. {number + 30} people died when ferry {number} went down in the storm.\n"
            scene.document(f"ferry{number}.txt", text, OTHER_ADMIN, media_group_id="album")
        await scene.until(lambda: len(scene.events(0, 8, ("edited",))) == 1)
        scene.document("again.txt", text, OTHER_ADMIN)
        await scene.until(lambda: len(scene.events(0, 8, ("edited",))) == 2)
        found = await scene.ask("How many people died when the ferry sank off Cape C?")
        told = [event["message"]["text"] for event in scene.events(0, None, ("edited",)) if event["chat"] in (7, 8)]

        assert ["Only admins can do this."] == [message["text"] for message in sent(scene, 50)]
        assert all(line.startswith("added 0, copies 0, refused 1 (") for line in told[:4])
        assert {"the file is too big", "newsdesk reads", "the file is empty"} <= {part for line in told[:4] for part in ("the file is too big", "newsdesk reads", "the file is empty") if part in line}  # fmt: skip
        assert "added 3, copies 0, refused 0" == told[4]
        assert "added 0, copies 1, refused 0" == told[5]
        assert "32 people died" in found["text"]

    play(scenario, tmp_path, stage(tmp_path))


@pytest.mark.parametrize("link", ["http://127.0.0.1:{port}/a", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "http://[::1]/", "http://2130706433/"])  # fmt: skip
def test_27_no_link_leads_into_the_house(tmp_path: Path, link: str) -> None:
    """A link to this machine, to a metadata service or to a file is refused, and nothing is fetched."""

    async def scenario(scene: Scene) -> None:
        calls = len(scene.api.calls)
        scene.say(link.format(port=scene.settings.api.rpartition(":")[2]), ADMIN)
        await scene.until(lambda: scene.events(0, 7, ("edited",)))
        told = scene.events(0, 7, ("edited",))[0]["message"]["text"].replace("\u2060", "")

        assert told.startswith("added 0, copies 0, refused 1 (")
        assert "open internet" in told or "only http and https" in told
        assert {"getUpdates", "sendMessage", "editMessageText", "setMyCommands"} >= {
            c["method"] for c in scene.api.calls[calls:]
        }

    play(scenario, tmp_path, stage(tmp_path))


def test_28_updates_of_other_kinds_are_ignored(tmp_path: Path) -> None:
    """Unknown kinds and fields, messages without a sender, channel posts, stories and polls do nothing."""

    async def scenario(scene: Scene) -> None:
        scene.api.allowed = None
        for kind in ("quantum_leap", "poll", "channel_post", "story", "purchased_paid_media"):
            scene.api.push(kind, {"id": "1", "question": "?", "novel": {"field": 1}})
        chat = {"id": 42, "type": "private", "first_name": "Alice"}
        scene.api.push("message", {"message_id": 900, "date": int(time.time()), "chat": chat, "text": DEAD})
        scene.api.push(
            "channel_post",
            {
                "message_id": 901,
                "date": int(time.time()),
                "chat": {"id": -5, "type": "channel", "title": "C"},
                "text": "x",
            },
        )
        scene.say(None, story={"chat": chat, "id": 1})
        answer = await scene.ask(DEAD, quantum_state={"up": True})

        assert "14 people dead" in answer["text"]

    scene = play(scenario, tmp_path, stage(tmp_path))

    assert 2 >= len(sent(scene))


def test_29_inline_questions_are_answered_the_newest_first(tmp_path: Path) -> None:
    """An empty query gets a hint, the newest of many the answer and passages, old ones nothing; all results are valid."""

    async def scenario(scene: Scene) -> None:
        scene.inline("")
        scene.inline("x" * 256)
        await scene.until(lambda: not scene.api.queries)
        for length in range(1, len(DEAD) + 1):
            scene.inline(DEAD[:length])
        newest = scene.inline(DEAD)
        scene.inline(DEAD, BOB, expired=True)
        await scene.until(lambda: not scene.api.queries)
        answered = {event["id"]: event["results"] for event in scene.events(0, None, ("answered",))}
        (first, *passages) = answered[newest]

        assert "Answer" == first["title"]
        assert "14 people dead" in formatted(first["input_message_content"]["message_text"], "HTML")[0]
        assert ["Vell Herald, Storm in Vell", "Orla Post, Rice prices", "Orla Post, Bridge closed"] == [
            p["title"] for p in passages
        ]
        assert 4 >= sum(1 for results in answered.values() if results)

    play(scenario, tmp_path, stage(tmp_path), problems=1)


def test_33_menus_that_cannot_be_set_stop_nothing(tmp_path: Path) -> None:
    """The bot answers when the menus were refused; else they are set in three languages, admins' with more."""

    async def refused(scene: Scene) -> None:
        scene.fault("setMyCommands", code=400, description="Bad Request: BOT_COMMAND_INVALID")
        await scene.start()
        assert "14 people dead" in (await scene.ask(DEAD))["text"]

    async def accepted(scene: Scene) -> None:
        await scene.until(lambda: len(scene.api.commands) == 9)

    play(refused, tmp_path, stage(tmp_path), started=False)
    menus = play(accepted, tmp_path, stage(tmp_path)).api.commands

    assert {"ask", "sources", "search", "latest", "status", "new", "privacy", "forget", "help"} == {
        c["command"] for c in menus["all_private_chats:"]
    }
    assert "poser une question" == next(c["description"] for c in menus["all_group_chats:fr"] if c["command"] == "ask")
    assert {"add", "reindex", "feeds", "stats"} <= {c["command"] for c in menus["chat:sw"]}


def test_34_a_whole_day(tmp_path: Path) -> None:
    """Over all commands nothing is refused and no query is left unanswered."""

    async def scenario(scene: Scene) -> None:
        for command in ("/start", "/help", "/ask", "/sources", "/search", "/search bridge", "/latest", "/status"):
            assert (await scene.ask(command))["text"]
        await scene.ask(DEAD, BOB)
        for command in ("/sources", "/new", "/privacy", "/about", "/forget", "/sources", "/nonsense"):
            assert (await scene.ask(command, BOB))["text"]
        for command in ("/stats", "/feeds", "/reindex", "/add"):
            await scene.ask(command, ADMIN)

    scene = play(scenario, tmp_path, stage(tmp_path))
    told = [message["text"] for message in sent(scene, 7)]

    assert told[0].startswith("1 questions, 0 without an answer")
    assert any("Orla Post (2)" in line for line in told)


def test_strangers_are_told_their_id_once(tmp_path: Path) -> None:
    """Whom the owner has not let in gets one line with their id in private, and none in a group."""
    from bot.telegram.settings import Access

    async def scenario(scene: Scene) -> None:
        refusal = await scene.ask("/start")
        scene.say(DEAD)
        scene.say(f"/ask {DEAD}", chat=GROUP)
        scene.inline(DEAD)
        member = await scene.ask(DEAD, BOB)
        in_group = await scene.ask(f"/ask {DEAD}", BOB, GROUP)

        assert "42" in refusal["text"]
        assert "14 people dead" in member["text"]
        assert "14 people dead" in in_group["text"]
        assert 1 == len(sent(scene, 42))

    play(scenario, tmp_path, stage(tmp_path), access=Access(False, frozenset({43}), frozenset({7})))


def test_a_channel_post_joins_the_corpus(tmp_path: Path) -> None:
    """Posts of the channel that the settings name are indexed as they appear, and replaced when they are edited."""
    channel = {"id": -1003, "type": "channel", "title": "Harbour Wire", "username": "harbourwire"}
    post: Json = {"message_id": 5, "date": int(time.time()), "chat": channel, "sender_chat": channel, "text": "Ferry sinks\n\nThe ferry sank off Cape Lorn and 37 people died."}  # fmt: skip

    def outlets(open_index: "object") -> dict[str, int]:
        assert callable(open_index)
        index: Index = open_index()
        found = dict(index.status().outlets)
        index.store.close()
        return found

    async def scenario(scene: Scene) -> None:
        scene.api.push("channel_post", post)
        await scene.until(lambda: "Harbour Wire" in outlets(scene.open_index))
        first = await scene.ask("How many people died when the ferry sank?")
        scene.api.push(
            "edited_channel_post", {**post, "text": post["text"].replace("37", "38"), "edit_date": int(time.time())}
        )
        await asyncio.sleep(0.8)
        second = await scene.ask("How many people died when the ferry sank off Cape Lorn?")

        assert "37 people died" in first["text"]
        assert "38 people died" in second["text"]
        assert "https://t.me/harbourwire/5" in [e.get("url") for e in second["entities"]]

    play(scenario, tmp_path, stage(tmp_path, encoder=CountingEncoder()), channel="harbourwire", pace=QUICK)

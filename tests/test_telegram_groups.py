"""Groups, topics, inline questions, strangers, and a day of commands. Numbers are rows of the table of cases."""

import asyncio
import time
from pathlib import Path

import pytest

from bot.telegram.settings import Access
from tests.telegram_people import ADMIN, BOB, COST, DEAD, FORUM, GROUP, Scene, play
from tests.telegram_server import BOT
from tests.telegram_stage import stage
from tests.telegram_text import Json, formatted

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")


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
        assert 4 + (not privacy) == len(scene.sent())
        assert all("reply_to_message" in message for message in scene.sent())

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
        assert 7 == scene.sent()[-1]["message_thread_id"]

    play(scenario, tmp_path, stage(tmp_path))


def test_28_updates_of_other_kinds_are_ignored(tmp_path: Path) -> None:
    """Unknown kinds and fields, messages without a sender, channel posts, stories and polls do nothing."""

    async def scenario(scene: Scene) -> None:
        scene.api.inbox.allowed = None
        for kind in ("quantum_leap", "poll", "channel_post", "story", "purchased_paid_media"):
            scene.api.inbox.push(kind, {"id": "1", "question": "?", "novel": {"field": 1}})
        chat = {"id": 42, "type": "private", "first_name": "Alice"}
        scene.api.inbox.push("message", {"message_id": 900, "date": int(time.time()), "chat": chat, "text": DEAD})
        scene.api.inbox.push(
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

    assert 2 >= len(scene.sent())


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
    told = [message["text"] for message in scene.sent(7)]

    assert told[0].startswith("1 questions, 0 without an answer")
    assert any("Orla Post (2)" in line for line in told)


def test_strangers_are_told_their_id_once(tmp_path: Path) -> None:
    """Whom the owner has not let in gets one line with their id in private, and none in a group."""

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
        assert 1 == len(scene.sent(42))

    play(scenario, tmp_path, stage(tmp_path), access=Access(False, frozenset({43}), frozenset({7})))

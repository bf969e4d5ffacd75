"""Answers get through, once, and as they were written. Numbers are rows of the table of cases."""

import asyncio
import time
from datetime import date
from pathlib import Path

import pytest
from telegram.error import RetryAfter

from bot.telegram.ratelimit import FloodLimits
from corpus.types import Article
from tests.telegram_people import ALICE, COST, DEAD, GROUP, Scene, entities, labels, person, play
from tests.telegram_stage import PacedEncoder, stage

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")


def test_01_markup_in_questions_and_articles_stays_text(tmp_path: Path) -> None:
    """Tags, entities, emoji and Arabic are shown as they were written, in questions, titles and passages."""
    text = 'The storm </blockquote> left <b>31</b> people dead 🌊 in a < b & c, _Vell_ *[مدينة]*, the "mayor" said.'
    article = Article("hostile.txt", text, "A <i>title</i> & more", "Ünder <u>lined</u> 🗞", date(2026, 5, 6))

    async def scenario(scene: Scene) -> None:
        answer = await scene.ask("How many people died <b>in</b> the storm </blockquote> & _*[ 🌊 مدينة?")

        assert "left <b>31</b> people dead 🌊 in a < b & c, _Vell_ *[مدينة]*" in answer["text"]
        assert "A <i>title</i> & more" in answer["text"]
        assert "Ünder <u>lined</u> 🗞" in entities(answer, "bold")
        assert [text] == entities(answer, "expandable_blockquote")

    play(scenario, tmp_path, stage(tmp_path, [article]))


def test_02_long_passages_and_many_sources_make_two_messages_at_most(tmp_path: Path) -> None:
    """Ten sources with long quotes, titles and links are at most two valid messages, the buttons under the last."""
    quote = "The storm left 14 people dead, " + "&, <tag> and water in every street, " * 600 + "the mayor said."
    articles = [
        Article(f"a{n}.txt", quote.replace("mayor", f"mayor of district {n} where water stood {n} feet deep {'x' * n}"), f"Title {n} " * 40, f"Outlet {n} " * 12, date(2026, 5, 1 + n), f"https://news{n}.example/{'p' * 1900}")
        for n in range(10)
    ]  # fmt: skip

    async def scenario(scene: Scene) -> None:
        scene.say(DEAD.replace("Vell", "the storm"))
        answers = await scene.heard()

        assert 1 <= len(answers) <= 2
        assert all(len(answer["text"]) <= 4096 for answer in answers)
        assert all("reply_markup" not in answer for answer in answers[:-1])
        assert {"[1]", "👍", "👎"} <= set(labels(answers[-1]))

    play(scenario, tmp_path, stage(tmp_path, articles))


def test_03_odd_questions_get_an_answer_or_one_hint(tmp_path: Path) -> None:
    """A question of 4,096 characters, of one, of emoji alone, and a bare /ask each get one line."""

    async def scenario(scene: Scene) -> None:
        long = await scene.ask("storm? " * 585)
        one = await scene.ask("?")
        emoji = await scene.ask("🌊🌊🌊")
        bare = await scene.ask("/ask")
        letter = await scene.ask("a")

        assert "4095 characters" in long["text"]
        assert [True, True] == [hint["text"].startswith("Please write your question in words") for hint in (one, emoji)]
        assert bare["text"].startswith("What do you want to know?")
        assert letter["text"]

    play(scenario, tmp_path, stage(tmp_path))


def test_04_a_429_in_one_chat_stalls_no_other(tmp_path: Path) -> None:
    """The chat that must wait waits as long as it is told and gets one answer; another is answered meanwhile."""

    async def scenario(scene: Scene) -> None:
        scene.fault(
            "sendMessage", code=429, retry_after=2, description="Too Many Requests: retry after 2", contains="42"
        )
        began = time.monotonic()
        scene.say(DEAD)
        await asyncio.sleep(0.3)
        await scene.ask(COST, person(1))
        elsewhere = time.monotonic() - began
        await scene.until(lambda: scene.sent(42))

        assert elsewhere < 1.5
        assert scene.events(0, 42)[0]["at"] - began >= 2
        assert 1 == len(scene.sent(42))

    play(scenario, tmp_path, stage(tmp_path))


@pytest.mark.parametrize("seconds", [1, 30, 3600])
def test_04_a_429_is_waited_for_however_long(seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second, half a minute or an hour: the message goes out once the time is over, tried no more often than that."""
    now, tried = [1000.0], []

    async def sleep(wait: float) -> None:
        now[0] += wait

    async def call() -> str:
        tried.append(now[0])
        if len(tried) == 1:
            raise RetryAfter(seconds)
        return "sent"

    monkeypatch.setattr("bot.telegram.ratelimit.asyncio.sleep", sleep)
    monkeypatch.setattr("bot.telegram.ratelimit.time.monotonic", lambda: now[0])
    done = asyncio.run(FloodLimits().process_request(call, (), {}, "sendMessage", {"chat_id": 42}, None))

    assert done == "sent"
    assert len(tried) == 2
    assert seconds < tried[1] - tried[0] < seconds + 1


def test_05_a_send_that_was_lost_is_sent_again(tmp_path: Path) -> None:
    """A connection dropped before the message was taken, and a proxy's 502 page, each end in exactly one answer."""

    async def scenario(scene: Scene) -> None:
        scene.fault("sendMessage", drop="before")
        await scene.ask(DEAD)
        scene.fault("sendMessage", code=502, description="Bad Gateway", body="<html><h1>502 Bad Gateway</h1></html>")
        await scene.ask(COST)

        assert 2 == len(scene.sent())

    play(scenario, tmp_path, stage(tmp_path))


def test_an_answer_is_held_while_telegram_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is ready while Telegram is away is held, however long, and comes with the age that its question has by then."""
    monkeypatch.setattr("bot.telegram.asking.HELD", 1.0)
    monkeypatch.setattr("bot.telegram.asking.OLD", 2.0)

    async def scenario(scene: Scene) -> None:
        asked, polls = scene.say(f"{DEAD}?"), len(scene.called("getUpdates"))
        await scene.until(lambda: len(scene.called("getUpdates")) > polls)
        async with scene.away():
            await asyncio.sleep(4)
        await scene.until(lambda: scene.sent(42))
        (answer,) = await scene.heard()

        assert answer["text"].startswith("You asked this ")
        assert "ago.\n14 people dead" in answer["text"]
        assert asked["message_id"] == answer["reply_to_message"]["message_id"]

    play(scenario, tmp_path, stage(tmp_path, encoder=PacedEncoder(0.4)))


def test_06_a_send_whose_response_was_lost_is_not_repeated_for_ever(tmp_path: Path) -> None:
    """Where only the response was lost there are at most two answers, and the bot goes on."""

    async def scenario(scene: Scene) -> None:
        scene.fault("sendMessage", drop="after")
        scene.say(DEAD)
        await scene.heard(quiet=0.8)
        once = len(scene.sent())
        scene.fault("sendMessage", delay=0.6)
        scene.say(COST)
        await scene.heard(once + 1, quiet=0.8)

        assert once <= 2
        assert once + 1 == len(scene.sent())

    play(scenario, tmp_path, stage(tmp_path))


def test_20_a_deleted_question_is_answered_all_the_same(tmp_path: Path) -> None:
    """The answer to a question that was deleted meanwhile is sent, as a reply to nothing."""

    async def scenario(scene: Scene) -> None:
        question = scene.say(f"{DEAD}?")
        await asyncio.sleep(0.2)
        del scene.api.chats[42]["messages"][question["message_id"]]
        (answer,) = await scene.heard()

        assert "14 people dead" in answer["text"]
        assert "reply_to_message" not in answer

    play(scenario, tmp_path, stage(tmp_path, encoder=PacedEncoder()))


def test_21_chats_that_are_gone_cause_no_storm(tmp_path: Path) -> None:
    """A person who blocked the bot is not tried again; a group that became a supergroup is answered there."""

    async def scenario(scene: Scene) -> None:
        scene.who(person(1), None)["gone"] = "bot was blocked by the user"
        scene.say(DEAD, person(1))
        await scene.until(lambda: scene.called("sendMessage"))
        new = {**GROUP, "id": -1009}
        scene.who(ALICE, GROUP)["migrated"] = -1009
        scene.who(ALICE, new)
        scene.say(f"/ask {DEAD}", chat=GROUP)
        (answer,) = await scene.heard(1, chat=-1009)

        assert 1 == len([c for c in scene.called("sendMessage") if c["params"]["chat_id"] == "1001"])
        assert "14 people dead" in answer["text"]

    play(scenario, tmp_path, stage(tmp_path), problems=None)


def test_30_quoted_signs_come_to_no_life(tmp_path: Path) -> None:
    """Names, commands, tags and sites in a passage become no mention, command, tag or link."""
    text = "The storm left 31 people dead, said @harbourmaster via /start, #vellstorm, $ORLA, orla.example, x.com and mail@orla.com, see https://orla.com/a."
    article = Article("live.txt", text, "On x.com by @harbourmaster", "orla.com", date(2026, 5, 6))

    async def scenario(scene: Scene) -> None:
        answer = await scene.ask("How many people died in the storm?")
        live = ("mention", "bot_command", "hashtag", "cashtag", "url", "email")

        assert text == entities(answer, "expandable_blockquote")[0].replace("\u2060", "")
        assert {kind: [] for kind in live} == {kind: entities(answer, kind) for kind in live}

    play(scenario, tmp_path, stage(tmp_path, [article]))


def test_31_an_address_that_telegram_refuses_leaves_the_source_without_a_link(tmp_path: Path) -> None:
    """No address, localhost and javascript: give no link; quotes and ampersands in one are kept."""
    addresses = (None, "http://localhost/a", "javascript:alert(1)", "https://orla.example/?a=\"1\"&b='2'")
    articles = [
        Article(f"a{n}.txt", f"In district {n} the storm left {20 + n} people dead.", f"Title {n}", "Vell Herald", date(2026, 5, 1 + n), url)
        for n, url in enumerate(addresses)
    ]  # fmt: skip

    async def scenario(scene: Scene) -> None:
        answer = await scene.ask("How many people died in the storm?")
        links = [e["url"] for e in answer["entities"] if e["type"] == "text_link"]

        assert all(f"Title {n}" in answer["text"] for n in range(4))
        assert ["https://orla.example/?a=%221%22&b=%272%27"] == [link.replace('"', "%22").replace("'", "%27") for link in links]  # fmt: skip

    play(scenario, tmp_path, stage(tmp_path, articles))

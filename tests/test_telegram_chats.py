"""Conversations: old and repeated messages, edits, buttons. Numbers are rows of the table of cases."""

import asyncio
import time
from pathlib import Path

import pytest

from bot.telegram.journal import Journal
from tests.telegram_people import ALICE, BOB, COST, DEAD, GROUP, Scene, entities, labels, play
from tests.telegram_stage import PacedEncoder, stage

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")


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

        assert scene.sent(42)[0]["text"].startswith("You asked this 1 hour ago.\n14 people dead")
        assert 4 * 6 + 1 == len(answers)

    play(scenario, tmp_path, stage(tmp_path), started=False)


def test_14_a_question_of_yesterday_is_closed(tmp_path: Path) -> None:
    """A question older than a day is not answered any more: one line says so, in the person's language, and it is done with."""

    async def scenario(scene: Scene) -> None:
        long_ago = int(time.time()) - 25 * 3600
        scene.say(DEAD, date=long_ago)
        scene.say(DEAD, BOB, date=long_ago)
        scene.say(COST, date=int(time.time()) - 20 * 3600)
        await scene.start()
        await scene.heard(3)

        assert [
            "You asked this 1 day ago; if you still want to know, please ask again.",
            "You asked this 20 hours ago.",
        ] == [one["text"].split("\n")[0] for one in scene.sent(ALICE["id"])]
        assert [
            "Vous l’avez demandé il y a 1\xa0jour ; si cela vous intéresse encore, posez la question de nouveau."
        ] == [one["text"] for one in scene.sent(BOB["id"])]
        await scene.stop()
        assert [] == Journal(scene.settings.memory).unfinished()

    play(scenario, tmp_path, stage(tmp_path), started=False)


def test_15_a_message_delivered_twice_is_answered_once(tmp_path: Path) -> None:
    """The same message under another update_id gets no second answer."""

    async def scenario(scene: Scene) -> None:
        message = scene.say(DEAD)
        scene.api.inbox.push("message", message)
        await scene.heard()
        scene.api.inbox.push("message", message)
        await asyncio.sleep(0.3)

        assert 1 == len(scene.sent())

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
        assert 2 == len(scene.sent())
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
        scene.press(scene.sent()[0], "[1]")
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

        assert ["[1]", "In private", "👍", "👎"] == labels(scene.sent()[0])
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


def test_17_a_button_serves_its_own_chat_alone(tmp_path: Path) -> None:
    """The data of an answer's button, sent from another chat, opens nothing there: the answer has expired for it."""

    async def scenario(scene: Scene) -> None:
        answer = await scene.ask(DEAD)
        theirs = await scene.ask(DEAD, BOB)
        data = answer["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        since = len(scene.events())
        scene.press(theirs, user=BOB, data=data)
        await scene.until(lambda: not scene.api.queries)
        await scene.until(lambda: toasts(scene))

        assert [] == scene.events()[since:]
        assert ["Cette réponse a expiré ; posez la question de nouveau."] == [toast for toast in toasts(scene) if toast]

    play(scenario, tmp_path, stage(tmp_path))


def test_17_a_press_on_a_deleted_message_harms_nothing(tmp_path: Path) -> None:
    """The query is answered, and the next question too."""

    async def scenario(scene: Scene) -> None:
        answer = await scene.ask(DEAD)
        del scene.api.chats[42]["messages"][answer["message_id"]]
        scene.press(answer, "[1]")
        await scene.until(lambda: not scene.api.queries)

        assert "12 million" in (await scene.ask(COST))["text"]

    play(scenario, tmp_path, stage(tmp_path), problems=1)

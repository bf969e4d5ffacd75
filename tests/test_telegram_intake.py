"""Articles by chat: documents, links, a channel. Numbers are rows of the table of cases."""

import asyncio
import time
from pathlib import Path

import pytest

from index.library import Index
from tests.conftest import CountingEncoder
from tests.telegram_people import ADMIN, ALICE, OTHER_ADMIN, QUICK, Scene, play
from tests.telegram_stage import stage
from tests.telegram_text import Json

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")


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

        assert ["Only admins can do this."] == [message["text"] for message in scene.sent(50)]
        assert all(line.startswith("added 0, copies 0, refused 1 (") for line in told[:4])
        assert {"the file is too big", "newsdesk reads", "the file is empty"} <= {part for line in told[:4] for part in ("the file is too big", "newsdesk reads", "the file is empty") if part in line}  # fmt: skip
        assert "added 3, copies 0, refused 0" == told[4]
        assert "added 0, copies 1, refused 0" == told[5]
        assert "32 people died" in found["text"]

    play(scenario, tmp_path, stage(tmp_path))


@pytest.mark.parametrize("link", ["http://127.0.0.1:{port}/a", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "http://[::1]/", "http://2130706433/", "https://\u0430\u0440\u0440\u04cf\u0435.example/news"])  # fmt: skip
def test_27_no_link_leads_into_the_house(tmp_path: Path, link: str) -> None:
    """A link to this machine, to a metadata service, to a file or to a host that looks like another is refused, and nothing is fetched."""

    async def scenario(scene: Scene) -> None:
        calls = len(scene.api.calls)
        scene.say(link.format(port=scene.settings.api.rpartition(":")[2]), ADMIN)
        await scene.until(lambda: scene.events(0, 7, ("edited",)))
        told = scene.events(0, 7, ("edited",))[0]["message"]["text"].replace("\u2060", "")

        assert told.startswith("added 0, copies 0, refused 1 (")
        assert (
            "open internet" in told
            or "only http and https" in told
            or "its host is xn--80ak6aa92e.example in plain letters" in told
        )
        assert {"getUpdates", "sendMessage", "editMessageText", "setMyCommands"} >= {
            c["method"] for c in scene.api.calls[calls:]
        }

    play(scenario, tmp_path, stage(tmp_path))


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
        scene.api.inbox.push("channel_post", post)
        await scene.until(lambda: "Harbour Wire" in outlets(scene.open_index))
        first = await scene.ask("How many people died when the ferry sank?")
        scene.api.inbox.push(
            "edited_channel_post", {**post, "text": post["text"].replace("37", "38"), "edit_date": int(time.time())}
        )
        await asyncio.sleep(0.8)
        second = await scene.ask("How many people died when the ferry sank off Cape Lorn?")

        assert "37 people died" in first["text"]
        assert "38 people died" in second["text"]
        assert "https://t.me/harbourwire/5" in [e.get("url") for e in second["entities"]]

    play(scenario, tmp_path, stage(tmp_path, encoder=CountingEncoder()), channel="harbourwire", pace=QUICK)

"""A participant on a tablet, for real: open the address, answer, leave, come back; nobody else comes in."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from reflect.domain.ids import QuestionId
from reflect.domain.session import Response
from reflect.services.study import Study
from tests.web.chromium import FOUND, chromium, until
from tests.web.serving import serving

pytestmark = pytest.mark.skipif(
    FOUND is None, reason="Chromium is not installed, so no browser can be driven"
)


def answers(folder: Path) -> dict[str, Response]:
    with closing(Study.open(folder)) as study:
        return {
            str(key): found for key, found in study.session_record(study.sessions()[0].id).responses.items()
        }


def in_the_study(folder: Path, words: str) -> bool:
    return any(words in path.read_text("utf-8") for path in (folder / "sessions").glob("*.json"))


async def test_a_participant_answers_in_a_browser_leaves_and_comes_back(folder: Path, tmp_path: Path) -> None:
    asked = ("--guide", "how-we-work", "--participant", "P01")
    async with serving(folder, *asked) as served, chromium(tmp_path / "profile") as browser:
        first = await served.address()
        tablet = await browser.device()
        page = await browser.tab(tablet)
        await page.go(first)
        await page.wait_for("Welcome")
        assert await page.run("document.title") == "Questions"
        assert await page.run("location.href") == first.partition("?")[0]
        await page.click("Begin")
        await page.wait_for("Question 1 of 2")
        await page.type("We ate together, every week.")
        await page.wait_for("every week.")
        await page.click("Next")
        await page.wait_for("Question 2 of 2")
        await page.type("2")
        await page.wait_for("(•) 2")
        await page.click("We do it often")
        await page.wait_for("(•) 5")
        await page.close()
        await until(lambda: in_the_study(folder, '"rating":5'), lambda: "the rating was not saved")

        again = await browser.tab(tablet)
        await again.go(first.partition("?")[0])
        await again.wait_for("Welcome back")
        await again.click("Go on")
        await again.wait_for("Question 2 of 2")
        assert "(•) 5" in again.seen
        await again.key("F7")
        await again.wait_for("We ate together, every week.")
        await again.type(" And talked.")
        await again.wait_for("And talked.")

        stranger = await browser.tab(await browser.device())
        await stranger.go(first)
        await stranger.wait_for_page("has been used already")
        second = await served.address()
        await stranger.go(second)
        await stranger.wait_for("Welcome back")
        await again.wait_for_page("What you wrote is kept")
        await stranger.click("Go on")
        await stranger.wait_for("And talked.")

        assert {
            urlsplit(address).hostname for address in browser.asked if not address.startswith("data:")
        } == {"127.0.0.1"}
        assert any(address.endswith(".ttf") for address in browser.asked)
        code, said = await served.ended()
    assert code == 0
    assert answers(folder)["well"].text == "We ate together, every week. And talked."
    assert answers(folder)["safe"].rating == 5
    for words in ("Rosalind", "P01", "together", str(folder), "every"):
        assert words not in said
    assert QuestionId("well") in answers(folder)

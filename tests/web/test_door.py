"""Who may come in: an address that opens once, one browser, and nobody who asks under another name."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from itertools import count
from pathlib import Path

import aiohttp
import pyte
import pytest

from reflect.cli.screens import SERVED
from reflect.services.study import Study
from reflect.web.hosts import is_ours, same_origin
from reflect.web.keys import Keys, Opened
from reflect.web.server import PageServer, Wording
from tests.command_line import run
from tests.tui.window import WORDS, a_folder, answer_in
from tests.web.chromium import until
from tests.web.serving import serving

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what this is about
PATHS = (
    "/",
    "/ws",
    "/download/x",
    "/static/js/textual.js",
    "/static/",
    "/page/page.js",
    "/page/",
    "/elsewhere",
)


class Door:
    """A server in this process, and what it gave out."""

    def __init__(self, *words: str) -> None:
        numbers = count(1)
        self.said: list[str] = []
        self.invited = 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.server = PageServer(
            words,
            surroundings={SERVED: "1"},
            keys=Keys(lambda: f"secret-{next(numbers)}"),
            listening=self.listening,
            host="127.0.0.1",
            wording=Wording(title="Questions", opening="One moment.", closed="Closed.", again="Again"),
            told=self.said.append,
            invited=self._invite,
        )
        self.base = f"http://127.0.0.1:{self.server.port}"

    def _invite(self, _said: str) -> None:
        self.invited += 1

    @property
    def address(self) -> str:
        return self.server.address("127.0.0.1")


@asynccontextmanager
async def door(*words: str) -> AsyncIterator[tuple[Door, aiohttp.ClientSession]]:
    opened = Door(*words)
    jar = aiohttp.CookieJar(unsafe=True)  # it keeps cookies of plain numbers too, as a browser does
    serving = asyncio.create_task(opened.server.serve_until_stopped())
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        try:
            await until(lambda: opened.invited, lambda: "it does not listen")
            yield opened, browser
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
            opened.listening.close()


async def status(browser: aiohttp.ClientSession, address: str, **headers: str) -> int:
    async with browser.get(address, headers=headers, allow_redirects=False) as answer:
        return answer.status


async def test_without_a_key_nothing_is_given_out() -> None:
    async with door("true") as (opened, browser):
        for path in PATHS:
            assert await status(browser, opened.base + path) == 403
        assert await status(browser, f"{opened.base}/?key=guessed") == 403
        assert await status(browser, f"{opened.base}/?key=") == 403


async def test_a_key_opens_once_and_the_browser_it_opened_for_comes_back_without_it() -> None:
    async with door("true") as (opened, browser):
        address = opened.address
        async with browser.head(address) as looked_ahead:
            assert looked_ahead.status == 403  # and it is not used up by that
        async with browser.get(address) as came_in:
            assert came_in.status == 200
            cookie = came_in.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert opened.invited == 2
        assert opened.address != address
        assert await status(browser, f"{opened.base}/") == 200
        assert await status(browser, address) == 200
        async with aiohttp.ClientSession() as other, other.get(address) as refused:
            assert refused.status == 403
            assert "used already" in await refused.text()
        async with aiohttp.ClientSession() as other:
            assert await status(other, opened.address) == 200


async def test_the_page_asks_nobody_else_for_anything_and_lists_no_folder() -> None:
    async with door("true") as (opened, browser):
        await status(browser, opened.address)
        async with browser.get(f"{opened.base}/") as page:
            text = await page.text()
            policy = page.headers["Content-Security-Policy"]
            assert page.headers["Cache-Control"] == "no-store"
            assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "https:" not in text
        assert text.count("://") == 1
        assert f"ws://127.0.0.1:{opened.server.port}/ws" in text
        assert policy.startswith("default-src 'self';")
        assert "https:" not in policy
        assert "frame-ancestors 'none'" in policy
        for folder in ("/static/", "/static/fonts/", "/page/", "/page/../server.py", "/static/../server.py"):
            assert await status(browser, opened.base + folder) in (403, 404)
        for file in ("/static/css/xterm.css", "/static/fonts/RobotoMono-VariableFont_wght.ttf"):
            assert await status(browser, opened.base + file) == 200


async def test_whoever_asks_under_another_name_or_from_another_page_is_refused() -> None:
    async with door("true") as (opened, browser):
        await status(browser, opened.address)
        port = opened.server.port
        for host in (
            "evil.example",
            f"evil.example:{port}",
            "127.0.0.1:1",
            "192.168.1.4",
            f"x@127.0.0.1:{port}",
        ):
            assert await status(browser, f"{opened.base}/", Host=host) == 421
        for origin in ("http://evil.example", "null", "http://127.0.0.1:1", f"https://127.0.0.1:{port}"):
            assert await status(browser, f"{opened.base}/", Origin=origin) == 403
        assert await status(browser, f"{opened.base}/ws") == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await browser.ws_connect(f"{opened.base}/ws", origin="http://evil.example")


async def test_a_program_that_cannot_start_closes_the_page_and_says_so_without_its_words() -> None:
    program = "import sys; sys.stderr.write('Rosalind'); sys.exit(3)"
    async with door(sys.executable, "-c", program) as (opened, browser):
        await status(browser, opened.address)
        async with browser.ws_connect(f"{opened.base}/ws", origin=opened.base) as page:
            assert (await page.receive()).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
        await until(lambda: opened.said, lambda: "nothing was said")
        assert "code 3" in opened.said[0]
        assert "Rosalind" not in opened.said[0]


@pytest.mark.parametrize("gone", ["the page closes", "the server ends"])
async def test_what_is_typed_in_the_whole_study_is_saved_however_it_goes(tmp_path: Path, gone: str) -> None:
    study = a_folder(tmp_path / "study")
    async with door(sys.executable, "-m", "reflect", "open", str(study)) as (opened, browser):
        await status(browser, opened.address)
        screen = pyte.Screen(100, 30)
        stream = pyte.ByteStream(screen)

        async def shows(wanted: str) -> None:
            while not any(wanted in line for line in screen.display):
                message = await asyncio.wait_for(page.receive(), 30)
                assert message.type is aiohttp.WSMsgType.BINARY, message
                stream.feed(message.data)

        address = f"{opened.base}/ws?width=100&height=30"
        page = await browser.ws_connect(address, origin=opened.base)
        await shows("P01")
        await page.send_json(["stdin", "\r"])
        await shows("writing")
        await page.send_json(["stdin", WORDS])
        await shows(WORDS)
        if gone == "the page closes":
            await page.close()
    assert answer_in(study) == WORDS
    with closing(Study.open(study)) as again:
        desk = again.open_session(again.sessions()[0].id)
        assert not desk.read_only
        desk.close()


async def test_other_devices_come_in_only_where_it_was_asked_for_and_it_is_said_who_can(folder: Path) -> None:
    asked = ("--guide", "how-we-work", "--participant", "P01", "--host", EVERYWHERE)
    async with serving(folder, *asked) as served:
        address = await served.address()
        code, said = await served.ended()
    assert code == 0
    assert "unencrypted" in said
    assert EVERYWHERE not in address


def test_the_whole_study_is_not_opened_to_other_devices_by_mistake(folder: Path) -> None:
    refused = run("serve", folder, "--host", EVERYWHERE)
    assert refused.exit_code == 2
    assert "names included" in refused.stderr
    assert run("serve", folder, "--whole-study", "--session", "x").exit_code == 2
    assert run("serve", folder, "--guide", "how-we-work").exit_code == 2
    assert run("serve", folder, "--guide", "how-we-wrk", "--participant", "P01").exit_code == 3
    assert run("serve", folder.parent / "nowhere").exit_code == 3


def test_a_port_that_is_taken_is_said_in_words(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = run("serve", folder, "--port", port, "--guide", "how-we-work", "--participant", "P01")
    assert refused.exit_code == 2
    assert f"Port {port} is in use" in refused.stderr
    assert "--port 0" in refused.stderr
    assert not list((folder / "sessions").glob("*.json"))


def test_what_is_not_installed_is_named_with_how_to_install_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    refused = run("serve", folder)
    assert refused.exit_code == 2
    assert "reflect-interviews[serve]" in refused.stderr


@pytest.mark.parametrize(
    ("given", "listening", "ours"),
    [
        ("127.0.0.1:8765", "127.0.0.1", True),
        ("localhost:8765", "127.0.0.1", True),
        ("[::1]:8765", "::1", True),
        ("127.0.0.1", "127.0.0.1", False),
        ("192.168.1.4:8765", "127.0.0.1", False),
        ("rebound.example:8765", "127.0.0.1", False),
        ("192.168.1.4:8765", EVERYWHERE, True),
        ("rebound.example:8765", EVERYWHERE, False),
        ("desk.local:8765", "desk.local", True),
        ("127.0.0.1:x", "127.0.0.1", False),
        ("", "127.0.0.1", False),
    ],
)
def test_a_host_is_ours_when_it_cannot_be_another_machines(given: str, listening: str, ours: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert is_ours(given, listening=listening, port=8765) is ours


def test_only_our_own_page_has_our_origin() -> None:
    assert same_origin("http://127.0.0.1:8765", "127.0.0.1:8765")
    assert not same_origin("http://127.0.0.1:8765.evil.example", "127.0.0.1:8765")


def test_a_key_that_was_used_is_told_from_one_that_never_was() -> None:
    numbers = count(1)
    keys = Keys(lambda: f"k{next(numbers)}")
    first = keys.fresh
    opened, visit = keys.open(first)
    assert opened is Opened.IN
    assert keys.knows(visit)
    assert keys.open(first) == (Opened.USED, "")
    assert keys.open("ключ") == (Opened.UNKNOWN, "")
    assert not keys.knows(first)
    assert not keys.knows("")

"""A real browser without a window, driven over its own protocol; every request it makes is written down."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pyte

PATIENCE = 30.0
FOUND = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
    "--window-size=1024,768",
)


class Tab:
    """One page of the browser. What the program draws in it is read off the words that come to the page."""

    def __init__(self, browser: Browser, session: str, target: str) -> None:
        self._browser = browser
        self._session = session
        self._target = target
        self._columns, self._rows = 80, 24
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    async def do(self, method: str, **parameters: Any) -> Any:
        return await self._browser.do(method, session=self._session, **parameters)

    def heard(self, method: str, told: dict[str, Any]) -> None:
        """Take up what the page was sent, and how large its terminal is."""
        response = told.get("response", {})
        if method == "Network.webSocketFrameSent" and '"resize"' in response["payloadData"]:
            size = json.loads(response["payloadData"])[1]
            self._columns, self._rows = size["width"], size["height"]
            self._screen.resize(self._rows, self._columns)
        elif method == "Network.webSocketFrameReceived" and response["opcode"] == 2:
            self._stream.feed(base64.b64decode(response["payloadData"]))

    @property
    def seen(self) -> str:
        """What the program shows, row by row."""
        return "\n".join(self._screen.display)

    async def words(self) -> str:
        """What the page itself says."""
        return str(await self.run("document.body.innerText"))

    async def run(self, script: str) -> Any:
        found = await self.do("Runtime.evaluate", expression=script, returnByValue=True)
        return found["result"].get("value")

    async def go(self, address: str) -> None:
        await self.do("Page.navigate", url=address)

    async def wait_for(self, words: str) -> None:
        await until(lambda: words in self.seen, lambda: self.seen)

    async def wait_for_page(self, words: str) -> None:
        said = ""
        for _ in range(int(PATIENCE / 0.05)):
            said = await self.words()
            if words in said:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(said)

    async def type(self, words: str) -> None:
        for letter in words:
            await self.key(letter, text=letter)

    async def key(self, key: str, *, text: str = "") -> None:
        """Press one key, down and up."""
        code = {"Enter": 13, "F8": 119, "F7": 118}.get(
            key, ord(key.upper()) if key.isalnum() and len(key) == 1 else 0
        )
        named = {"key": key, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
        text = "\r" if key == "Enter" else text
        await self.do("Input.dispatchKeyEvent", type="keyDown", **named, **({"text": text} if text else {}))
        await self.do("Input.dispatchKeyEvent", type="keyUp", **named)

    async def click(self, words: str) -> None:
        """Click on words that the program shows."""
        await self.wait_for(words)
        row = max(n for n, line in enumerate(self._screen.display) if words in line)
        column = self._screen.display[row].index(words) + len(words) // 2
        box = await self.run(
            "(b => [b.x, b.y, b.width, b.height])(document.querySelector('.xterm-screen')"
            ".getBoundingClientRect())"
        )
        at = {
            "x": box[0] + (column + 0.5) * box[2] / self._columns,
            "y": box[1] + (row + 0.5) * box[3] / self._rows,
        }
        await self.do("Input.dispatchMouseEvent", type="mouseMoved", **at)
        for what in ("mousePressed", "mouseReleased"):
            await self.do("Input.dispatchMouseEvent", type=what, button="left", clickCount=1, **at)

    async def picture(self) -> bytes:
        """What can be seen, as a PNG."""
        taken = await self.do("Page.captureScreenshot")
        return base64.b64decode(taken["data"])

    async def close(self) -> None:
        await self._browser.do("Target.closeTarget", targetId=self._target)


class Browser:
    """The browser. `asked` holds the address of every request of every page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._tabs: dict[str, Tab] = {}
        self.asked: list[str] = []

    async def listen(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                answer = self._waiting.pop(told["id"])
                if not answer.done():
                    answer.set_result(told)
                continue
            method, about = told["method"], told["params"]
            if method == "Network.requestWillBeSent":
                self.asked.append(about["request"]["url"])
            elif method == "Network.webSocketCreated":
                self.asked.append(about["url"])
            if (tab := self._tabs.get(told.get("sessionId", ""))) is not None:
                tab.heard(method, about)

    async def do(self, method: str, *, session: str = "", **parameters: Any) -> Any:
        self._number += 1
        answer = self._waiting[self._number] = asyncio.get_running_loop().create_future()
        command = {"id": self._number, "method": method, "params": parameters}
        await self._socket.send_json({**command, **({"sessionId": session} if session else {})})
        told = await asyncio.wait_for(answer, PATIENCE)
        assert "error" not in told, (method, told)
        return told["result"]

    async def device(self) -> str:
        """Another device: a browser that shares no cookie with the others."""
        return str((await self.do("Target.createBrowserContext"))["browserContextId"])

    async def tab(self, device: str) -> Tab:
        made = await self.do("Target.createTarget", url="about:blank", browserContextId=device)
        target = made["targetId"]
        session = (await self.do("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        tab = self._tabs[session] = Tab(self, session, target)
        for domain in ("Network", "Page", "Runtime"):
            await tab.do(f"{domain}.enable")
        return tab


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Browser]:
    """The browser, with an empty profile in `folder`."""
    assert FOUND is not None
    flags = [*_FLAGS, f"--user-data-dir={folder}"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    program = await asyncio.create_subprocess_exec(FOUND, *flags, stdout=DEVNULL, stderr=DEVNULL)
    try:
        told = folder / "DevToolsActivePort"
        await until(lambda: told.exists() and len(told.read_text().splitlines()) == 2, lambda: "no browser")
        port, path = told.read_text().splitlines()
        async with (
            aiohttp.ClientSession() as web,
            web.ws_connect(f"ws://127.0.0.1:{port}{path}", max_msg_size=0) as socket,
        ):
            browser = Browser(socket)
            listening = asyncio.create_task(browser.listen())
            yield browser
            with suppress(Exception):
                await browser.do("Browser.close")
            listening.cancel()
    finally:
        with suppress(ProcessLookupError):
            program.kill()
        await program.wait()


async def until(come: Callable[[], object], said: Callable[[], str]) -> None:
    """Wait until it holds; fail with what is to be seen instead."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while not come():
        assert asyncio.get_running_loop().time() < end, said()
        await asyncio.sleep(0.02)

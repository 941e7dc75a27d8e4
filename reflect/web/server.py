"""The server: one page on this machine, behind a key, that asks nothing of the outside world."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
import msgspec
from aiohttp import web
from textual_serve.server import Server, to_int

from reflect.web import hosts
from reflect.web.keys import Keys, Opened
from reflect.web.shown import ShownProgram

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PAGE = Path(__file__).parent / "page"
DAY = 24 * 60 * 60
_LARGEST_MESSAGE = 1 << 20
"""Bytes: more than anybody pastes."""
_COLUMNS, _ROWS = (20, 500), (8, 300)


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says where the program is not shown: never a name, a code or a folder."""

    title: str
    opening: str
    closed: str
    again: str


class PageServer(Server):
    """Shows one program to one browser at a time. `told` gets the address, and what else is to be said."""

    def __init__(
        self,
        words: Sequence[str],
        *,
        surroundings: Mapping[str, str],
        keys: Keys,
        listening: socket.socket,
        host: str,
        wording: Wording,
        told: Callable[[str], None],
        invited: Callable[[str], None],
    ) -> None:
        port = int(listening.getsockname()[1])
        super().__init__("", host=host, port=port, title=wording.title, templates_path=PAGE)
        self._words = tuple(words)
        self._surroundings = dict(surroundings)
        self._keys = keys
        self._listening = listening
        self._wording = wording
        self._told = told
        self._invited = invited
        self._turns = asyncio.Lock()
        self._shown: ShownProgram | None = None
        self._cookie = f"reflect-{port}"

    # -- coming in -------------------------------------------------------------------------------------

    def address(self, host: str) -> str:
        """The address with the fresh key, which opens once."""
        port = "" if self.port == hosts.HTTP_PORT else f":{self.port}"
        return f"http://{hosts.in_address(host)}{port}/?key={self._keys.fresh}"

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._door()])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(PAGE), autoescape=True)
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index", allow_head=False),
                web.get("/ws", self.handle_websocket, name="websocket", allow_head=False),
                web.get("/download/{key}", self.handle_download, name="download", allow_head=False),
                web.static("/static", self.statics_path, show_index=False, name="static"),
                web.static("/page", PAGE, show_index=False, name="page"),
            ]
        )
        app.on_response_prepare.append(_closed_to_others)
        app.on_shutdown.append(self.on_shutdown)
        return app

    def _door(self) -> Any:
        @web.middleware
        async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
            host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
            if not hosts.is_ours(host, listening=self.host, port=self.port):
                return _page("This is not the address it was given out under.", status=421)
            if origin is not None and not hosts.same_origin(origin, host):
                return _page("Another page may not ask for this.", status=403)
            if request.path == "/ws" and origin is None:
                return _page("Only its own page may ask for this.", status=403)
            known = self._keys.knows(request.cookies.get(self._cookie, ""))
            if request.path == "/" and request.method == "GET" and "key" in request.query:
                return self._let_in(request, known=known)
            if not known:
                return _page("Open it with the address you were given.", status=403)
            return await handler(request)

        return door

    def _let_in(self, request: web.Request, *, known: bool) -> web.StreamResponse:
        """Use a key up, and go on to the page without it in the address."""
        if known:
            return _onward()
        opened, visit = self._keys.open(request.query["key"])
        if opened is Opened.IN:
            response = _onward()
            response.set_cookie(self._cookie, visit, max_age=DAY, path="/", httponly=True, samesite="Strict")
            self._invited("It is open in a browser. Another device needs an address of its own:")
            return response
        if opened is Opened.USED:
            return _page(
                "This address has been used already, and works once. Ask the person who gave it to you for "
                "a new one.",
                status=403,
            )
        return _page("This address is not right. Is it whole?", status=403)

    @aiohttp_jinja2.template("index.html")
    async def handle_index(self, request: web.Request) -> dict[str, Any]:
        """The page the program is shown on."""
        return {"wording": self._wording, "websocket": f"ws://{request.host}/ws"}

    # -- showing the program ---------------------------------------------------------------------------

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Show the program to this page; it saves and ends when the page goes, or when another one comes."""
        page = web.WebSocketResponse(heartbeat=15, max_msg_size=_LARGEST_MESSAGE)
        await page.prepare(request)
        program = ShownProgram(
            self._words,
            self._surroundings,
            write_bytes=page.send_bytes,
            write_str=page.send_str,
            close=page.close,
            downloads=self.download_manager,
            failed=self._failed,
        )
        try:
            async with self._turns:
                before, self._shown = self._shown, program
                if before is not None:
                    await before.stop()  # what was typed there is in the study before it is shown here
                await program.start(
                    _within(request, "width", 80, _COLUMNS), _within(request, "height", 24, _ROWS)
                )
            with suppress(ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError):
                await self._process_messages(page, program)  # a page that talks nonsense is closed
        finally:
            await asyncio.shield(program.stop())
            await page.close()
        return page

    def _failed(self, code: int) -> None:
        self._told(
            f"The program in the browser ended with code {code}. What was typed is kept. If the page does "
            "not open again, see whether the session is open elsewhere."
        )

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002 - the library's signature
        """Have what is shown save and end."""
        if self._shown is not None:
            await self._shown.stop()

    # -- running ---------------------------------------------------------------------------------------

    async def serve_until_stopped(self) -> None:
        """Serve until Ctrl+C or SIGTERM; then let the program save, and end."""
        quiet = logging.getLogger("reflect.web")
        for logger in (quiet, logging.getLogger("textual-serve")):
            logger.addHandler(logging.NullHandler())
            logger.propagate = False  # what goes wrong in a request could name what was asked for
        runner = web.AppRunner(
            await self._make_app(), access_log=None, logger=quiet, handle_signals=False, shutdown_timeout=1.0
        )
        await runner.setup()
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
        try:
            await web.SockSite(runner, self._listening).start()
            self._invited("Open this address in a browser. It works once:")
            await stop.wait()
        finally:
            await runner.cleanup()


async def _closed_to_others(request: web.Request, response: web.StreamResponse) -> None:
    """Tell the browser to ask nobody else for anything, and to keep and give on nothing."""
    host = request.headers.get("Host", "")
    talk = f"'self' ws://{host}" if _plain(host) else "'self'"
    response.headers.update(
        {
            "Content-Security-Policy": "default-src 'self'; "
            "style-src 'self' 'unsafe-inline'; "  # xterm.js measures letters with styles of its own
            f"img-src 'self' data:; connect-src {talk}; "
            "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
    )
    if not request.path.startswith(("/static/", "/page/")):
        response.headers["Cache-Control"] = "no-store"


def _plain(host: str) -> bool:
    return bool(host) and all(letter.isalnum() or letter in ".-:[]" for letter in host)


_HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>reflect</title>'
)
_LOOKS = "font: 1.2em sans-serif; max-width: 30em; margin: 3em auto; padding: 0 1em"


def _onward() -> web.Response:
    """Go on to the page. Not as a redirect: after a click elsewhere the browser would not send the cookie."""
    text = (
        f'{_HEAD}<meta http-equiv="refresh" content="0;url=/"><p style="{_LOOKS}"><a href="/">Go on</a></p>'
    )
    return web.Response(text=text, content_type="text/html")


def _page(words: str, *, status: int) -> web.Response:
    text = f'{_HEAD}<p style="{_LOOKS}">{escape(words)}</p>'
    return web.Response(text=text, content_type="text/html", status=status)


def _within(request: web.Request, name: str, otherwise: int, bounds: tuple[int, int]) -> int:
    asked = to_int(request.query.get(name, ""), otherwise)
    return max(bounds[0], min(bounds[1], asked))

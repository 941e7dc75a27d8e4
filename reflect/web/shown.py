"""The program that is shown: started without a shell, silent, and never cut off in a save."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

PATIENCE = 12.0
"""Seconds that the program may take to save and end before it is told again."""


class ShownProgram(AppService):
    """One run of the program for one page. Its error output goes nowhere: it may name people."""

    def __init__(
        self,
        words: Sequence[str],
        surroundings: Mapping[str, str],
        *,
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
        close: Callable[[], Awaitable[object]],
        downloads: DownloadManager,
        failed: Callable[[int], None],
    ) -> None:
        async def closed() -> None:
            await close()

        super().__init__(
            "", write_bytes=write_bytes, write_str=write_str, close=closed, download_manager=downloads
        )
        self._words = tuple(words)
        self._surroundings = dict(surroundings)
        self._failed = failed
        self._ending = asyncio.Lock()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return {**super()._build_environment(width, height), **self._surroundings}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=self._build_environment(width=width, height=height),
            start_new_session=True,  # Ctrl+C in the terminal is for us; we let the program save and end
        )
        nothing = asyncio.StreamReader()
        nothing.feed_eof()
        process.stderr = nothing  # the library reads it, and would print it
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        """Pass on what the program draws until it ends; then close the page, however it ended."""
        try:
            await super().run()
        finally:
            with suppress(Exception):  # the page may be gone before
                await self.remote_close()
        process = self._process
        if process is not None and (code := await process.wait()) > 0:
            self._failed(code)

    async def stop(self) -> None:
        """Have the program save and end, and wait for it; may be called twice."""
        async with self._ending:
            task, process = self._task, self._process
            if task is None or process is None:
                return
            await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
            await self.send_meta({"type": "quit"})
            for insist in (process.terminate, process.kill):
                done, _ = await asyncio.wait({task}, timeout=PATIENCE)
                if done:
                    break
                with suppress(ProcessLookupError):
                    insist()
            await asyncio.wait({task})
            self._task = None

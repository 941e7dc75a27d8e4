"""`reflect serve` as a program of its own, and the addresses it gives out."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

PATIENCE = 30.0

ASKS = """\
---
id: how-we-work
title: How we work
version: 1.0
---

# Two questions {#two}

## What went well {#well}

What went well between you?

- Who was there?

> They may be tired.

## How safe is it {#safe kind=scale min=1 max=5}

1. Nobody would risk it
5. We do it often
"""


class Served:
    """The running server; `address` waits for the next address it prints."""

    def __init__(self, program: asyncio.subprocess.Process) -> None:
        self.program = program
        self.printed: list[str] = []

    async def address(self) -> str:
        assert self.program.stdout is not None
        line = (await asyncio.wait_for(self.program.stdout.readline(), PATIENCE)).decode().strip()
        self.printed.append(line)
        return line

    async def ended(self) -> tuple[int, str]:
        """Stop it as Ctrl+C does; its exit code, and all it said."""
        assert self.program.stderr is not None
        with suppress(ProcessLookupError):
            self.program.send_signal(2)
        said = (await asyncio.wait_for(self.program.stderr.read(), PATIENCE)).decode()
        return await asyncio.wait_for(self.program.wait(), PATIENCE), said


@asynccontextmanager
async def serving(*words: str | Path) -> AsyncIterator[Served]:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "reflect", "serve", *map(str, words), "--port", "0", stdout=PIPE, stderr=PIPE
    )
    try:
        yield Served(program)
    finally:
        if program.returncode is None:
            with suppress(ProcessLookupError):
                program.terminate()
            await asyncio.wait_for(program.wait(), PATIENCE)

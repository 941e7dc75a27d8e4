"""Work off the screen's thread that may never end: a network drive that went away can hold a thread for ever.

The threads of Textual and asyncio are waited for when the program ends, however long that takes; these are
not. So what is done here must be able to stop anywhere, as a kill would stop it; saving is.
"""

from __future__ import annotations

import asyncio
import contextvars
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import ParamSpec, TypeVar

from reflect.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")

TURN = 0.001
"""Seconds that a thread which computes may keep the screen's thread waiting for its turn.

With Python's 5 ms, of which one key waits for several, a key pressed while a long text was read over took
twice as long.
"""
PATIENCE = 5.0
"""Seconds after which what has not ended counts as something that never will."""


class _Hands:
    """Threads that wait for the next work; another one joins when all of them are busy.

    To start one takes milliseconds on a busy machine, which the screen's thread has not got.
    """

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._idle = threading.Semaphore(0)

    def give(self, work: Callable[[], None]) -> None:
        """Have it done soon."""
        self._waiting.put(work)
        if not self._idle.acquire(blocking=False):
            sys.setswitchinterval(TURN)
            threading.Thread(target=self._work, name="reflect apart", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._waiting.get()()
            self._idle.release()


_HANDS = _Hands()


async def apart(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do `act` while the screen goes on; raises what it raises."""
    return await asyncio.wrap_future(begun(partial(act, *args, **kwargs)))


async def apart_within(seconds: float, act: Callable[[], T]) -> T:
    """Do `act` while the screen goes on, and wait for it, but no longer than that; raises what it raises.

    Raises:
        StoreError: it has not ended; it goes on by itself.

    """
    try:
        return await asyncio.wait_for(apart(act), seconds)
    except TimeoutError:
        raise no_answer() from None


def within(seconds: float, act: Callable[[], T]) -> T:
    """Do `act`, and wait for it on this thread, but no longer than that; raises what it raises.

    Raises:
        StoreError: it has not ended; it goes on by itself.

    """
    future = begun(act)
    try:
        return future.result(seconds)
    except TimeoutError:
        if future.done():
            return future.result()  # at the last moment, or `act` raised it
        raise no_answer() from None


def no_answer() -> StoreError:
    """What something that does not end is told as."""
    return StoreError("The study's drive does not answer")


def begun(act: Callable[[], T]) -> Future[T]:
    """Start `act`; nobody need wait for it."""
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()  # nobody can call it off from here on
    _HANDS.give(partial(contextvars.copy_context().run, _done, future, act))
    return future


def _done(future: Future[T], act: Callable[[], T]) -> None:
    try:
        result = act()
    except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
        future.set_exception(error)
    else:
        future.set_result(result)

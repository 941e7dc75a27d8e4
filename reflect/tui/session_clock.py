"""The clock of a sitting: it runs while people talk, and stands still while they pause."""

from __future__ import annotations

from collections.abc import Callable

Monotonic = Callable[[], float]
"""Seconds from any fixed moment, never going back; passed in so that tests are exact."""


class SessionClock:
    """Counts the seconds of one sitting, pauses left out.

    One that `waits` stands still until something is done: a session is also opened only to look.
    """

    def __init__(
        self, now: Monotonic, *, seconds: float = 0.0, running: bool = True, waits: bool = False
    ) -> None:
        self._now = now
        self._counted = seconds
        self._since: float | None = now() if running and not waits else None
        self.waits = waits
        """Whether it runs on with the first thing that is done."""

    @property
    def running(self) -> bool:
        """Whether it runs; a clock that does not is paused."""
        return self._since is not None

    @property
    def seconds(self) -> float:
        """How long it has run so far."""
        running = 0.0 if self._since is None else max(0.0, self._now() - self._since)
        return self._counted + running

    def pause(self) -> None:
        """Stand still; a paused clock stays as it is."""
        self.waits = False
        self._counted, self._since = self.seconds, None

    def resume(self) -> None:
        """Run on; a running clock stays as it is."""
        self.waits = False
        if self._since is None:
            self._since = self._now()

    def toggle(self) -> None:
        """Pause when it runs, run on when it is paused."""
        if self.running:
            self.pause()
        else:
            self.resume()

    def work(self) -> bool:
        """Something was done: run on, if it waited for that; whether it did."""
        waited = self.waits
        if waited:
            self.resume()
        return waited

    def set(self, seconds: float) -> None:
        """Show this time: where one follows along with somebody else's clock."""
        self._counted = seconds
        if self._since is not None:
            self._since = self._now()


def clock_words(seconds: float) -> str:
    """`mm:ss`, from an hour on `hh:mm:ss`."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"

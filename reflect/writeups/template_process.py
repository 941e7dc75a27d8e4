"""The process in which a template that is not ours is filled: an order on standard input, its outcome out."""

from __future__ import annotations

import sys
from contextlib import suppress

import msgspec

from reflect.errors import InvalidInput
from reflect.writeups.template import MEMORY, SECONDS, Order, Outcome, fill_here


def main() -> None:
    """Do what is ordered; whatever the template does wrong is in the outcome."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    _limit()
    try:
        outcome = Outcome(text=fill_here(order.template, order.given, name=order.name))
    except InvalidInput as error:
        outcome = Outcome(wrong=error.message, place=error.place, remedy=error.remedy)
    sys.stdout.buffer.write(msgspec.json.encode(outcome))


def _limit() -> None:
    """Have the system end this process when it takes too much; where it cannot, whoever waits for it does."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with suppress(ValueError, OSError):  # a system that has the word for it and not the thing
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()

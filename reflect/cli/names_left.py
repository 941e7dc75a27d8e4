"""Names that stand in what a command would write for others: listed, and let pass one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from reflect.errors import InvalidInput

if TYPE_CHECKING:
    from reflect.services.leaks import Leak

_SHOWN = 20
"""So many names are listed."""

let_pass_option = click.option(
    "--let-pass", multiple=True, metavar="WORDS", help="Let this name stand; may be given several times."
)


def refuse_names(
    found: Sequence[Leak], otherwise: str = "", where: Callable[[Leak], str] | None = None
) -> None:
    """Raise InvalidInput when there are any, with each and what stands around it; nothing was written yet.

    What is only nearly a name (*Will* beside a Wilk) is told on standard error and keeps nothing back: here
    nobody can be asked. `otherwise` is one more way out; `where` says where one stands.
    """
    place = where or _where
    for leak in [leak for leak in found if leak.near][:_SHOWN]:
        click.echo(f"Perhaps a name, left as it is: {_place(leak, place)}.", err=True)
    sure = [leak for leak in found if not leak.near]
    if not sure:
        return
    lines = [_place(leak, place) for leak in sure[:_SHOWN]]
    more = len(sure) - _SHOWN
    lines += [f"… and {more} more"] if more > 0 else []
    stand = "name stands" if len(sure) == 1 else "names stand"
    raise InvalidInput(
        f"Nothing was written: {len(sure)} {stand} in the words.\n" + "\n".join(lines),
        remedy=f"Correct them, or let them pass: --let-pass WORDS. {otherwise}".rstrip(),
    )


def _where(leak: Leak) -> str:
    return f"quote {leak.quote}" if leak.quote else f"line {leak.line}"


def _place(leak: Leak, where: Callable[[Leak], str]) -> str:
    return f"{where(leak)}: “{leak.words}” in “{leak.around}”"

"""Every command is documented, and everything documented is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from reflect.cli.root import root

DOCS = Path(__file__).parent.parent / "docs" / "cli.md"
_HEADING = re.compile(r"^## `(reflect[^`]*)`$", re.MULTILINE)
_OPTION = re.compile(r"`(-{1,2}[a-z][a-z-]*)(?=[ `])")


def commands(command: click.Command = root, name: str = "reflect") -> Iterator[tuple[str, click.Command]]:
    """Every command under its full name; a group that only holds others needs no words of its own."""
    bare_group = (
        isinstance(command, click.Group) and not command.invoke_without_command and not command.params
    )
    if not bare_group:
        yield name, command
    if isinstance(command, click.Group):
        for part, inner in command.commands.items():
            yield from commands(inner, f"{name} {part}")


def sections() -> dict[str, str]:
    """What stands under each command's heading."""
    parts = _HEADING.split(DOCS.read_text(encoding="utf-8"))
    return {name: text.split("\n## ")[0] for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def options(command: click.Command) -> set[str]:
    found = [option for option in command.params if isinstance(option, click.Option)]
    return {word for option in found for word in (*option.opts, *option.secondary_opts)}


COMMANDS = dict(commands())


def test_every_command_is_documented_and_nothing_else() -> None:
    assert sections().keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_nothing_else(name: str) -> None:
    rows = "\n".join(line.split("|")[1] for line in sections()[name].splitlines() if line.startswith("| `"))
    documented = set(_OPTION.findall(rows)) - {"-h", "--help"}
    assert documented == options(COMMANDS[name]) - {"--help", "-h"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_is_for(name: str) -> None:
    assert COMMANDS[name].help
    assert name in sections()[name] or name.startswith(("reflect write ", "reflect export "))


def test_every_exit_code_is_in_the_documentation_and_in_the_help() -> None:
    documented = set(re.findall(r"^\| (\d+) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    helped = set(re.findall(r"^ {2}(\d+) {2,}", root.epilog or "", re.MULTILINE))
    assert documented == helped == {"0", "1", "2", "3", "4", "5", "70", "130"}


def test_the_documentation_names_the_fields_that_are_printed() -> None:
    from reflect.cli.importing import ImportRow
    from reflect.services.answering import AnswerRow
    from reflect.services.progress_table import ProgressRow
    from reflect.services.rows import GuideRow, QuoteRow, SessionRow
    from reflect.services.searching import Hit
    from reflect.services.synced import Synced

    for name, row in (
        ("reflect guide list", GuideRow),
        ("reflect sessions", SessionRow),
        ("reflect quotes", QuoteRow),
        ("reflect sync", Synced),
        ("reflect search", Hit),
        ("reflect progress", ProgressRow),
    ):
        line = next(line for line in sections()[name].splitlines() if line.startswith("| `--json`"))
        assert set(re.findall(r"`(\w+)`", line)) == set(row.__struct_fields__)
    line = next(line for line in sections()["reflect answers"].splitlines() if line.startswith("| `--json`"))
    assert set(re.findall(r"`(\w+)`", line)) == set(AnswerRow.__struct_fields__)
    line = next(line for line in sections()["reflect import"].splitlines() if line.startswith("| `--json`"))
    assert set(ImportRow.__struct_fields__) <= set(re.findall(r"`(\w+)`", line))

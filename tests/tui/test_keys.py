"""One key does one thing on a screen: of two commands on the same key, one could never be reached by it."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest

import reflect.tui.screens
from reflect.tui.command import Command, Commands
from reflect.tui.screens.study import TABS, StudyScreen
from reflect.tui.screens.study_commands import STUDY_COMMANDS


def screens() -> list[type[Commands[Any]]]:
    """Every screen that has commands of its own; the study's is looked at tab by tab."""
    for module in pkgutil.walk_packages(reflect.tui.screens.__path__, "reflect.tui.screens."):
        importlib.import_module(module.name)
    found: dict[str, type[Commands[Any]]] = {}
    waiting = list(Commands.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__dict__.get("VERBS") and kind.__module__.startswith("reflect.") and kind is not StudyScreen:
            found[f"{kind.__module__}.{kind.__name__}"] = kind
    return [found[name] for name in sorted(found)]


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_no_two_commands_of_a_screen_have_the_same_key(screen: type[Commands[Any]]) -> None:
    assert twice(screen.VERBS) == {}


@pytest.mark.parametrize("tab", [tab.id for tab in TABS])
def test_no_two_commands_of_a_tab_have_the_same_key(tab: str) -> None:
    here = [verb for verb in STUDY_COMMANDS if verb.tab in ("", tab)]
    assert {verb.tab for verb in here} == {"", tab}
    # There / narrows the list one looks at, as everywhere; the whole study is searched with F.
    known = {"key slash": ["filter_words", "find"]} if tab == "quotes" else {}
    assert twice(here) == known


def twice(verbs: Sequence[type[Command]]) -> dict[str, list[str]]:
    """Keys that more than one command has, steering or writing."""
    by_key: defaultdict[str, list[str]] = defaultdict(list)
    for keys in ("key", "writing_key"):
        for verb in verbs:
            for key in filter(None, getattr(verb, keys).split(",")):
                by_key[f"{keys} {key}"].append(verb.name)
    return {key: names for key, names in by_key.items() if len(names) > 1}

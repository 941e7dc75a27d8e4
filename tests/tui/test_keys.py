"""One key does one thing on a screen: of two commands on the same key, one could never be reached by it."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from typing import Any

import pytest

import reflect.tui.screens
from reflect.tui.command import Commands
from reflect.tui.screens.study import StudyScreen


def screens() -> list[type[Commands[Any]]]:
    """Every screen that has commands of its own; those of the study's screen belong to its tabs."""
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
    for keys in ("key", "writing_key"):
        by_key: defaultdict[str, list[str]] = defaultdict(list)
        for verb in screen.VERBS:
            for key in filter(None, getattr(verb, keys).split(",")):
                by_key[key].append(verb.name)
        assert {key: names for key, names in by_key.items() if len(names) > 1} == {}

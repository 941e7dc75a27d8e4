"""A template is somebody's program: it reads no file, reaches nothing, comes to an end, and says its line."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from reflect.errors import InvalidInput
from reflect.writeups import template as templates
from reflect.writeups.template import fill_here, fill_template

NAME = "templates/briefing.md.jinja"
GIVEN = {"points": [{"name": "Start upstream"}] * 8}


def refused(template: str, *, seconds: float = 10) -> InvalidInput:
    with pytest.raises(InvalidInput) as told:
        fill_template(template, GIVEN, name=NAME, seconds=seconds)
    assert "Traceback" not in str(told.value)
    return told.value


def test_what_is_given_is_filled_in_in_a_process_of_its_own() -> None:
    made = fill_template("{% for point in points %}{{ point.name }}|{% endfor %}", GIVEN, name=NAME)
    assert made == "Start upstream|" * 8


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("One\n{% include '/etc/passwd' %}", 2, "cannot read other files"),
        ("One\nTwo\n{% import 'os' as os %}", 3, "cannot read other files"),
        ("{% extends '../secret' %}", 1, "cannot read other files"),
        ("\n{{ ''.__class__.__mro__[1].__subclasses__() }}", 2, "may not reach"),
        ("\n{{ points.__init__.__globals__ }}", 2, "may not reach"),
        ("\n{{ (points|attr('__class__')) }}", 2, "may not reach"),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", 1, "may not reach"),
        ("\n{{ points.append(1) }}", 2, "may not reach"),
        ("\n{% for a in range(10**9) %}{% endfor %}", 2, "Range too big"),
        ("\n\n{{ people }}", 3, "something there is not"),
        ("{% if %}", 1, "not a template"),
    ],
)
def test_what_a_template_may_not_do_is_refused_with_its_line(template: str, line: int, said: str) -> None:
    error = refused(template)
    assert error.place == f"{NAME}:{line}"
    assert said in error.message


def test_loops_in_loops_that_come_to_no_end_are_ended() -> None:
    nested = "{% for p in range(99999) %}" * 4 + "{% endfor %}" * 4
    began = time.monotonic()
    assert "came to no end within 1 seconds" in refused(nested, seconds=1).message
    assert time.monotonic() - began < 5


def test_a_flood_of_text_is_stopped() -> None:
    flood = "{% for a in range(99999) %}{% for b in range(99999) %}{{ points }}{% endfor %}{% endfor %}"
    assert "characters come out" in refused(flood).message


@pytest.mark.skipif(sys.platform == "win32", reason="the system cannot limit a process's memory there")
@pytest.mark.parametrize(
    "template",
    [
        "{{ 'x' * 10**10 }}",
        "{{ 'x'.center(10**10) }}",
        "{% set n = namespace(x='words') %}{% for a in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{{ '%10000000000d' % 1 }}",
    ],
)
def test_what_would_fill_the_memory_is_stopped(template: str) -> None:
    assert refused(template).place.startswith(NAME)


def test_a_number_that_takes_for_ever_is_ended() -> None:
    assert "came to no end" in refused("{{ 9**(9**9) }}", seconds=1).message


def test_what_lies_in_the_folder_one_stands_in_is_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "jinja2.py").write_text("raise SystemExit('this must not run')", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert fill_template("as it is", {}, name=NAME) == "as it is"


def test_ours_are_filled_here_and_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fill_here("{{ points|length }}", GIVEN, name=NAME) == "8"
    monkeypatch.setattr(templates, "MOST", 10)
    with pytest.raises(InvalidInput, match="characters come out"):
        fill_here("{{ points }}", GIVEN, name=NAME)

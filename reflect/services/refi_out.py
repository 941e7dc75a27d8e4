"""A study as a REFI-QDA project on its way out: every word of it goes through the consent gate.

For researchers it is the whole study under codes, but what was taken back; for the public, the quotes that
may be read and nothing that would tell which of them are one person's: one source, no cases, no times, no
names of who tagged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reflect.domain.gate import Audience, HeldBack, Rules
from reflect.exchange.refi_codes import codes_of, every_code, retired_group
from reflect.exchange.refi_ids import Guids
from reflect.exchange.refi_records import (
    Ours,
    Project,
)
from reflect.services.gone_names import GoneNames
from reflect.services.leaks import Leak, Text, leaks
from reflect.services.names_out import NamesOut
from reflect.services.refi_inside import Inside
from reflect.services.refi_names import NamesAway
from reflect.services.refi_parts import StudyToGo
from reflect.services.refi_public import Public


class ProjectOut(NamedTuple):
    """A project, and what is to be said of it."""

    project: Project
    ours: Ours | None
    """What only reflect knows; None for the public, who may not."""
    held_back: dict[HeldBack, int]
    """Quotes that are not in it, by reason."""
    names: tuple[Leak, ...]
    """Names that stand in its words."""


def codebook_out(study: StudyToGo, audience: Audience) -> Project:
    """The learning points alone; their examples, which may be somebody's words, only for researchers."""
    guids, points = Guids(study.uid), study.codebook().points
    examples = audience is Audience.INTERNAL
    if examples:
        points = GoneNames(study.people()).out_of_points(points)
    return Project(codes=codes_of(points, guids, examples=examples), groups=retired_group(points, guids))


def project_out(
    study: StudyToGo,
    rules: Rules,
    names: NamesOut,
    *,
    audience: Audience,
    with_names: bool = False,
    let_pass: Iterable[str] = (),
) -> ProjectOut:
    """The whole study, for researchers (`INTERNAL`) or for the public.

    For researchers, people's names in texts give way to their codes, and what was replaced in transcripts to
    what stands there; `with_names` calls people by their names instead, and lets all names stand.
    """
    passed = list(let_pass)
    making = away = None
    if audience is Audience.INTERNAL:
        gone = GoneNames(study.people())
        away = None if with_names else NamesAway(names.people(), names.instead(), passed, gone=gone)
        making = Inside(study, rules, away, gone)
    if making is not None:
        project, ours, held_back = making.project(), making.ours(), making.held_back
        # What the sessions say has been looked through; their headings are the guides'.
        texts = _words_of(project, sorted(making.headings))
    else:
        public = Public(study, rules, audience)
        project, ours, held_back = public.project(), None, public.held_back
        texts = [*_words_of(project, []), *public.texts]
    found = () if making is not None and with_names else leaks(texts, names.known(), passed)
    left = tuple(away.left) if away is not None else ()
    return ProjectOut(project, ours, dict(held_back), (*found, *left))


def names_in(project: Project, names: NamesOut, let_pass: Iterable[str]) -> tuple[Leak, ...]:
    """The names that stand in a project's codes and notes."""
    return leaks(_words_of(project, []), names.known(), list(let_pass))


def _words_of(project: Project, sources: Sequence[str]) -> list[Text]:
    """Everything that would be read, but for the words of sources that are not named here."""
    found = [project.name, *sources]
    found += [words for code in every_code(project.codes) for words in (code.name, code.description)]
    found += [note.text for note in project.notes]
    lines = [line for words in found for line in words.split("\n") if line.strip()]
    return [Text(line=number, words=line) for number, line in enumerate(lines, 1)]

"""Commands that list what is in a study: people, sessions, quotes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from reflect.cli.blinded import unblind_option, unseen_in
from reflect.cli.names import folder_argument, json_option, participant_option
from reflect.cli.studies import looked_at
from reflect.cli.table import print_json, print_table
from reflect.cli.taken_back import left_out, quotes_unnamed

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.domain.codebook import Codebook
    from reflect.domain.people import Participant
    from reflect.services.rows import QuoteRow
    from reflect.services.searching import Hit


@click.command(short_help="List the participants, by their codes.")
@folder_argument
@json_option
@click.option("--names", is_flag=True, help="Show names, posts and organisations too.")
def people(folder: Path, *, as_json: bool, names: bool) -> None:
    """List the participants of the study in FOLDER, by their codes.

    Names, posts and organisations are shown only with --names: they tell who somebody is.
    """
    with looked_at(folder) as study:
        everyone = study.people()
        sessions = Counter(row.participant for row in study.finder.sessions())
        quotes = study.finder.quotes_by_participant()
        roles = {role.id: role.name for role in study.roles()}
        if as_json:
            print_json([_person(p, sessions[p.code], quotes.get(p.code, 0), names=names) for p in everyone])
            return
        who = ["name", "organisation"] if names else []
        headings = ["code", "role", "sessions", "quotes", *who, "consent"]
        print_table(
            headings,
            [
                [
                    person.code,
                    roles.get(person.role, person.role),
                    str(sessions[person.code]),
                    str(quotes.get(person.code, 0)),
                    *([person.name, person.organisation] if names else []),
                    _consent_in_words(person),
                ]
                for person in everyone
            ],
        )


@click.command(short_help="List the sessions, newest first.")
@folder_argument
@json_option
def sessions(folder: Path, *, as_json: bool) -> None:
    """List the sessions of the study in FOLDER, newest first."""
    with looked_at(folder) as study:
        rows = study.finder.sessions()
        if as_json:
            print_json(rows)
            return
        print_table(
            ["id", "started", "participant", "answered", "minutes", "quotes", "kind", "guide"],
            [
                [
                    row.id,
                    row.started[:16].replace("T", " "),
                    row.whose,
                    f"{row.answered}/{row.questions}",
                    f"{row.seconds / 60:.0f}",
                    str(row.quotes),
                    row.kind.value,
                    row.guide,
                ]
                for row in rows
            ],
        )


@click.command(short_help="List the quotes, in reading order.")
@folder_argument
@json_option
@click.option("--point", metavar="N|ID", help="Only quotes with this learning point: its number or its id.")
@participant_option(required=False, help="Only this participant's words.")
@unblind_option
def quotes(folder: Path, *, as_json: bool, point: str | None, participant: str | None, unblind: bool) -> None:
    """List the quotes of the study in FOLDER, in reading order.

    A learning point that the quote speaks against has a minus before it.
    """
    from reflect.services.finding import point_id

    with looked_at(folder) as study:
        codebook = study.codebook()
        wanted = point_id(codebook, point) if point is not None else ""
        found = study.finder.quotes(
            point=wanted,
            participant=study.participant(participant).code if participant is not None else "",
        )
        if unseen_in(study, unblind=unblind).sessions:
            from reflect.services.blind import as_seen

            seen = as_seen(found, study.blind.seen_quotes(study))
            found = tuple(row for row in seen if not wanted or wanted in row.points)
        rows = quotes_unnamed(left_out(found, study.people()), study.people(), study.finder.sessions())
        if as_json:
            print_json(rows)
            return
        print_table(
            ["id", "who", "points", "words"],
            [[row.id, row.participant or "–", points_of(row, codebook), row.text] for row in rows],
        )


class _Person(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A participant as `people --json` prints them: recognisable only when that was asked for."""

    code: str
    role: str
    sessions: int
    quotes: int
    consent: object
    name: str | None = None
    post: str | None = None
    organisation: str | None = None


def _person(person: Participant, sessions: int, quotes: int, *, names: bool) -> _Person:
    row = _Person(
        code=person.code, role=person.role, sessions=sessions, quotes=quotes, consent=person.consent
    )
    if names:
        row.name, row.post, row.organisation = person.name, person.post, person.organisation
    return row


def _consent_in_words(person: Participant) -> str:
    consent = person.consent
    if consent is None:
        return "none taken"
    if consent.withdrawn is not None:
        return f"withdrawn on {consent.withdrawn}"
    if consent.take_part is not True:
        return "does not take part"
    words = ["may be quoted" if consent.quoted else "not to be quoted"]
    words.append(consent.attribution.value if consent.attribution else "anonymous")
    if consent.sees_quotes_first:
        words.append("sees quotes first")
    return ", ".join(words)


def points_of(row: QuoteRow | Hit, codebook: Codebook) -> str:
    """The learning points by number, with a minus before those that the quote speaks against."""
    shown = []
    for point_id in row.points:
        point = codebook.get(point_id)
        sign = "-" if point_id in row.contradicts else ""
        shown.append(f"{sign}{point.number if point else point_id}")
    return " ".join(shown)

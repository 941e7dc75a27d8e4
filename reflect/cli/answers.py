"""The command that lists what was said to one question."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import opened
from reflect.cli.table import print_json, print_table
from reflect.cli.taken_back import left_out
from reflect.domain.people import role_called


@click.command(short_help="List what was said to one question.")
@folder_argument
@click.option("--question", required=True, metavar="ID|N", help="Its id, or its number in the guide.")
@click.option("--role", metavar="ROLE", help="Only words of people in this role.")
@click.option("--guide", "guide_id", metavar="ID", default="", help="Only sessions with this guide.")
@json_option
def answers(folder: Path, *, question: str, role: str | None, guide_id: str, as_json: bool) -> None:
    """List what participants said to one question, in the study in FOLDER, oldest session first.

    In live interviews that is the answer; in transcripts, the turns that were aligned to the question.
    """
    from reflect.services.answering import answers_to

    with opened(folder) as study:
        wanted = role_called(role, study.roles()) if role is not None else ""
        people = {person.code: person for person in study.people()}
        found = answers_to(study.records(), question, people, guide=guide_id, role=wanted)
        rows = left_out(found, people.values())
        if as_json:
            print_json(rows)
            return
        print_table(
            ["session", "who", "role", "passage", "words"],
            [[row.session, row.participant or "–", row.role or "–", row.passage, row.text] for row in rows],
        )

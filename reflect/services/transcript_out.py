"""The readable record of one session, for the study's own use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reflect.services.guide_shelf import parsed

if TYPE_CHECKING:
    from reflect.services.study import Study


def session_transcript(study: Study, session_id: str) -> str:
    """A session's questions, answers, notes and times in Markdown, by codes, not names.

    Raises as `Study.session_record` does.
    """
    from reflect.writeups.transcript import session_markdown

    record = study.session_record(session_id)
    person = next((each for each in study.people() if each.code == record.session.participant), None)
    role = next((each for each in study.roles() if person and each.id == person.role), None)
    return session_markdown(record, parsed(record.session.guide_text), role=role)

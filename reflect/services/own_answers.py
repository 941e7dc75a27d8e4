"""A session that a participant answers by themselves: which one it is, and whether it may be handed over.

What is handed over shows one person's own answers and nothing else, so whatever holds the words of several,
or asks nothing, is refused here, in words for the researcher, before anything is shown.
"""

from __future__ import annotations

import msgspec

from reflect.domain import gate
from reflect.domain.guide import Guide, GuideMode
from reflect.domain.ids import RoundId
from reflect.domain.session import SessionRecord
from reflect.errors import InvalidInput
from reflect.services.desk import SessionDesk
from reflect.services.guide_shelf import parsed
from reflect.services.study import Study


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which session: its id, or a guide and who answers it."""

    session: str = ""
    guide: str = ""
    participant: str = ""
    round: str = ""


def checked(wanted: Wanted) -> Wanted:
    """What was asked for, if it is one thing. Raises InvalidInput."""
    if wanted.session and (wanted.guide or wanted.participant or wanted.round):
        raise InvalidInput(
            "A session says by itself whose it is and what it asks",
            remedy="Give --session alone, or --guide and --participant.",
        )
    if not wanted.session and not (wanted.guide and wanted.participant):
        raise InvalidInput(
            "Nothing says what is to be answered, and by whom",
            remedy="Give --session ID, or --guide ID and --participant CODE.",
        )
    return wanted


def own_desk(study: Study, wanted: Wanted) -> SessionDesk:
    """The session on the desk: the one of that id, the one they have not finished yet, or a new one.

    Raises:
        NotFound: no such session, guide, participant or round.
        InvalidInput: it may not be handed over, it is open elsewhere, or the round is closed.

    """
    wanted = checked(wanted)
    if not wanted.session:
        _may_be_asked(study, wanted.participant)
        guide = study.starting.guide(wanted.guide)
        _one_person(guide)
        where = study.rounds.round_of(guide, RoundId(wanted.round) if wanted.round else None)
        begun = _begun(study, wanted, where)
        if not begun:
            return study.start_session(guide.id, wanted.participant, round_id=where)
        wanted = Wanted(session=begun)
    else:
        record = study.session_record(wanted.session)
        if record.session.participant is not None:
            _may_be_asked(study, record.session.participant)
        _not_the_room(record)
        _one_person(parsed(record.session.guide_text))
    desk = study.open_session(wanted.session)
    if desk.read_only:
        desk.close()
        raise InvalidInput(
            "This session is open elsewhere, so nothing could be written in it",
            remedy="Close it there first.",
        )
    return desk


def _begun(study: Study, wanted: Wanted, where: RoundId | None) -> str:
    """The newest session of this guide, in that round, that they have not finished; empty for none."""
    for row in study.sessions():
        theirs = (row.guide, row.participant, row.ended) == (wanted.guide, wanted.participant, None)
        if theirs and study.session_record(row.id).session.round == where:
            return row.id
    return ""


def _may_be_asked(study: Study, code: str) -> None:
    reason = gate.taken_back(study.participant(code))
    if reason is not None:
        raise InvalidInput(
            f"{code} cannot be asked: {reason.value}",
            remedy="Write down a new consent first, if they gave one.",
        )


def _one_person(guide: Guide) -> None:
    if guide.mode is GuideMode.GROUP:
        raise InvalidInput(
            "This guide is for a group in one room, where each sees what the others said",
            remedy="Choose a guide that one person answers.",
        )
    if next(guide.questions(), None) is None:
        raise InvalidInput("This session asks nothing", remedy="Choose one that was begun with a guide.")


def _not_the_room(record: SessionRecord) -> None:
    if record.seats or record.contributions or record.turns:
        raise InvalidInput(
            "This session holds words of several people, and only one may see it",
            remedy="Begin one with --guide ID and --participant CODE.",
        )

"""The agreement between researchers as readers of a briefing are told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from reflect.analysis.agreement import ALL
from reflect.domain.gate import people_by_role
from reflect.domain.ids import ParticipantCode
from reflect.domain.people import Participant
from reflect.services.agreement_words import estimate_said
from reflect.services.comparing import Pair, agreement_of
from reflect.writeups.method_tagging import AgreementTold


def agreement_told(
    sessions: Iterable[Pair],
    people: Mapping[ParticipantCode, Participant],
    *,
    hidden: Callable[[str], bool],
) -> AgreementTold | None:
    """Figures of all learning points together, without who does not take part; None where nobody overlapped.

    Sessions that whoever drafts tags without seeing what others did are left out, as in all figures.
    """
    gone = {code for code, person in people.items() if not people_by_role([person])}
    found = agreement_of(sessions, without=gone, hidden=hidden)
    if found is None:
        return None
    whole = next(row for row in found.rows if row.point == ALL)
    return AgreementTold(
        researchers=len(found.researchers),
        sessions=len(found.sessions),
        unit=found.unit.value,
        units=round(found.units),
        left_out=round(found.left_out),
        kappa=estimate_said(whole.kappa),
        alpha=estimate_said(whole.alpha),
        stretches=estimate_said(whole.stretches),
        samples=found.samples,
        drawn=found.drawn,
    )

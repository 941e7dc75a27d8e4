"""What a write-up of self-assessments is drafted from: what the public may see, and evidence."""

from __future__ import annotations

from collections.abc import Callable

from reflect.analysis.tables import PointProgress
from reflect.domain.gate import Audience
from reflect.exchange.svg import as_svg
from reflect.services import progress_table as tables
from reflect.services.progress_rows import Worded
from reflect.services.rounds import Rounds
from reflect.writeups.progress import PointDraft, ProgressData, RoundDraft


def progress_data(
    rounds: Rounds, created: str, *, draw: Callable[[str, str], str] | None = None
) -> ProgressData:
    """All rounds in which anybody answered, as the public may see them.

    Evidence is every quote that the researchers may see; whether it may be read is decided when the draft is.
    `draw` keeps a picture under a name like the one it is given, and says where; None: there are none.
    """
    worded = Worded(rounds.progress(audience=Audience.PUBLIC))
    found = worded.found
    heard = {each.round for point in found.points for each in point.rounds if each.answered}
    told = [each for each in found.rounds if each.id in heard]
    low, high = worded.scale
    picture = over = ""
    if draw is not None and told:
        picture = draw(str(told[-1].id), as_svg(tables.figure(worded, told[-1].id)))
        if len(told) > 1:
            over = draw("over-rounds", as_svg(tables.figure_over_rounds(worded)))
    return ProgressData(
        created=created,
        low=low,
        high=high,
        rounds=tuple(
            RoundDraft(
                name=each.name,
                opened=each.opened,
                closed=each.closed or "",
                plots=tuple(tables.plots(worded, each.id)),
                table=tuple(tables.table(worded, each.id)),
                picture=picture if each is told[-1] else "",
            )
            for each in told
        ),
        over_rounds=tuple(tables.plots_over_rounds(worded)) if len(told) > 1 else (),
        picture=over,
        points=tuple(_points(rounds, worded, told[-1].id)) if told else (),
        left_out=tuple(f"{each.count} {each.reason}" for each in found.left_out),
    )


def _points(rounds: Rounds, worded: Worded, latest: str) -> list[PointDraft]:
    over = {str(line.point): line.median for line in worded.over_rounds()}
    made: list[PointDraft] = []
    for point in worded.found.points:
        here = point.of(latest)
        if here is None or not here.answered:
            continue
        known = rounds.quotes(here.evidence, audience=Audience.INTERNAL)
        medians = over.get(str(point.point), "")
        made.append(
            PointDraft(
                name=worded.named(point),
                sentences=tuple(worded.about(here)),
                medians=medians if _in_several(point) else "",
                evidence=tuple(quote for quote in here.evidence if quote in known),
            )
        )
    return made


def _in_several(point: PointProgress) -> bool:
    return sum(each.answered for each in point.rounds) > 1

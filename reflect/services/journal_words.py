"""What was recovered from a typing journal, and when it was typed, in words."""

from __future__ import annotations

from datetime import datetime

from reflect.domain.recovery import Recovered
from reflect.store.journal_lines import Replay


def in_words(result: Recovered, replay: Replay, now: datetime) -> str:
    """What was recovered, for a person; empty when there is nothing to tell."""
    parts = [
        _count(result.answers, "answer"),
        _count(result.others, "other change" if result.answers else "change"),
    ]
    what = " and ".join(part for part in parts if part)
    told = []
    if what:
        told.append(f"Recovered {what} typed before reflect stopped ({when(replay.at, now)}).")
    if result.clashes:
        places = _count(len(result.clashes), "place")
        told.append(
            f"The file had been changed meanwhile: in {places} both versions are kept to choose from."
        )
    if replay.damaged and told:
        told.append(f"{_count(replay.damaged, 'line')} of what was kept could not be read.")
    return " ".join(told)


def when(at: str, now: datetime) -> str:
    """A moment as people say it: the time today, else the day too."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return "time unknown"
    local = moment.astimezone(now.tzinfo) if moment.tzinfo and now.tzinfo else moment
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%Y-%m-%d %H:%M}"


def _count(number: int, what: str) -> str:
    if number <= 0:
        return ""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

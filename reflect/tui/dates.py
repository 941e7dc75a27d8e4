"""Days and moments as a person reads them."""

from __future__ import annotations

from datetime import datetime, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(iso: str) -> str:
    """The day of an ISO 8601 date or moment: `23 Nov 2026`; what cannot be read is given back as it is."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def when(iso: str, now: datetime) -> str:
    """A moment seen from `now`: `today 14:02`, `yesterday 09:30`, else the day."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    if moment.tzinfo is not None and now.tzinfo is not None:
        moment = moment.astimezone(now.tzinfo)
    if moment.date() == now.date():
        return f"today {moment:%H:%M}"
    if moment.date() == now.date() - timedelta(days=1):
        return f"yesterday {moment:%H:%M}"
    return day(moment.isoformat())


def minutes(seconds: float) -> str:
    """A length of time in whole minutes; less than one is `<1`, none at all is empty."""
    if seconds <= 0:
        return ""
    return f"{seconds / 60:.0f}" if seconds >= 60 else "<1"

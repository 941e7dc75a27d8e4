"""The checklist of what a report of interviews should say, filled from the study as far as its data go.

Its items are those of COREQ: Tong, Sainsbury and Craig, “Consolidated criteria for reporting qualitative
research”, International Journal for Quality in Health Care 19 (2007), 349-357; what each asks is said in our
own words. What only the researchers know stays a question to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from reflect.domain.amounts import many
from reflect.writeups.method import Lengths, Method
from reflect.writeups.method_tagging import AgreementTold

SOURCE = (
    "Tong, A., Sainsbury, P. and Craig, J. (2007), “Consolidated criteria for reporting qualitative research "
    "(COREQ)”, International Journal for Quality in Health Care 19(6), 349-357"
)
_SATURATION = "Data saturation"
_CODERS = "Number of coders"


class Item(msgspec.Struct, frozen=True):
    """One item of the checklist."""

    number: int
    topic: str
    asks: str
    answer: str = ""
    """What the data say; empty where only the researchers can say it."""


def checklist(
    method: Method, added: Sequence[int] = (), agreement: AgreementTold | None = None
) -> tuple[Item, ...]:
    """All 32 items in their order. `added` is how many learning points were new in each session, in order."""
    filled = []
    for number, (topic, asks, fill) in enumerate(_ITEMS, 1):
        answer = fill(method) if fill is not None else _saturation(added) if topic == _SATURATION else ""
        if answer and topic == _CODERS and agreement is not None:
            answer += f" {_agreement(agreement)}"
        filled.append(Item(number, topic, asks, " ".join(answer.split())))
    return tuple(filled)


def lengths_said(lengths: Lengths | None) -> str:
    """How long sessions were; empty when nobody knows."""
    if lengths is None:
        return ""
    if lengths.shortest == lengths.longest:
        return many(lengths.shortest, "minute")
    return f"{lengths.shortest} to {lengths.longest} minutes (median {lengths.middle})"


def _guides(method: Method) -> str:
    listed = ", ".join(f"{guide.title} (version {guide.version})" for guide in method.guides)
    return f"Guides with questions and probes: {listed}." if listed else ""


def _again(method: Method) -> str:
    if not method.sessions:
        return ""
    return f"Yes: {many(method.again, 'person', 'people')} more than once." if method.again else "None."


def _recorded(method: Method) -> str:
    if not method.people:
        return ""
    said = f"{method.recorded} of {many(method.people, 'person', 'people')} agreed to be recorded."
    if method.transcripts:
        said += f" {many(method.transcripts, 'transcript')} of recordings."
    return said


def _notes(method: Method) -> str:
    if not method.sessions:
        return ""
    return f"Taken during {method.with_notes} of {many(method.sessions, 'session')}."


def _duration(method: Method) -> str:
    lengths = lengths_said(method.lengths)
    said = f"{method.hours} in all. " if method.hours else ""
    return said + (f"With one person: {lengths}." if lengths else "")


def _returned(method: Method) -> str:
    if not method.asked.quotes:
        return (
            "People were promised to see their quotes first; none has been sent yet." if method.first else ""
        )
    people = many(method.asked.people, "person", "people")
    return f"Not whole transcripts: {people} saw {many(method.asked.quotes, 'quote')} before publication."


def _coders(method: Method) -> str:
    if not method.coders:
        return ""
    if method.coders == 1:
        return "1 researcher tagged."
    return (
        f"{method.coders} researchers tagged; {many(method.both, 'quote')} tagged by more than one of them."
    )


def _agreement(found: AgreementTold) -> str:
    return (
        f"On {many(found.sessions, 'session')} that {found.researchers} of them tagged: Krippendorff's α "
        f"{found.alpha}, all learning points together, by {found.unit}; text that nobody tagged is left out."
    )


def _tree(method: Method) -> str:
    if not method.points:
        return ""
    described = sum(1 for point in method.points if point.description)
    points = many(len(method.points), "learning point")
    return f"{points}, {described} of them described: see the key learning and Annex A."


def _derived(method: Method) -> str:
    if not method.points:
        return ""
    if not method.history:
        return "From a codebook that was there before the tagging and was not changed."
    done = ", ".join(method.history)
    return f"A codebook that was worked on while tagging: {done}; last changed on {method.changed}."


def _software(_method: Method) -> str:
    return "reflect, for interviewing, tagging, approval and writing up."


def _checked(method: Method) -> str:
    asked = method.asked
    if not asked.quotes:
        return ""
    parts = [
        f"{count} {what}"
        for count, what in (
            (asked.approved, "approved"),
            (asked.amended, "approved as changed"),
            (asked.declined, "left out at their wish"),
            (asked.waiting, "not answered yet"),
        )
        if count
    ]
    people = many(asked.people, "person", "people")
    return f"{many(asked.quotes, 'quote')} of {people} sent for approval: {', '.join(parts)}."


def _quotations(method: Method) -> str:
    if not method.quotes:
        return ""
    return (
        "Yes. Each is attributed as its speaker agreed: by name, by role and organisation, by role, or as an "
        "alliance member; those under key learning are not attributed."
    )


def _saturation(added: Sequence[int]) -> str:
    """The series, and no verdict: whether nothing new came up any more is for the researchers to say."""
    if not added:
        return ""
    series = ", ".join(map(str, added))
    return f"Learning points new in each tagged session, in their order: {series}; {sum(added)} in all."


def _sample(method: Method) -> str:
    return f"{many(method.people, 'person', 'people')}." if method.people else ""


def _described(method: Method) -> str:
    if method.groups:
        told = [f"{' and '.join(group.roles)}: {group.people}" for group in method.groups]
        return f"By role. {'; '.join(told)}."
    listed = ", ".join(method.roles)
    return f"Roles: {listed}. Too few in each to give numbers." if listed else ""


_ITEMS: tuple[tuple[str, str, Callable[[Method], str] | None], ...] = (
    ("Interviewer", "Who held the interviews and workshops?", None),
    ("Credentials", "What are their qualifications?", None),
    ("Occupation", "What was their work at the time?", None),
    ("Gender", "What is the researchers' gender, where that matters?", None),
    ("Experience and training", "What had they done and learnt before?", None),
    ("Relationship", "Did they know the participants beforehand?", None),
    ("What participants knew", "What were participants told of the researchers and their reasons?", None),
    ("The interviewer's position", "Which interests, assumptions and stakes do they bring?", None),
    ("Orientation", "Which approach to qualitative research is behind it?", None),
    ("Sampling", "How were participants chosen?", None),
    ("Approach", "How were they asked: in person, by letter, by somebody else?", None),
    ("Sample size", "How many took part?", _sample),
    ("Non-participation", "How many were asked and did not take part, and why?", None),
    ("Setting", "Where was it held?", None),
    ("Others present", "Was anybody else there?", None),
    ("Description of the sample", "What matters about the participants?", _described),
    ("Interview guide", "Which questions were asked; was the guide tried out?", _guides),
    ("Repeat interviews", "Was anybody interviewed again?", _again),
    ("Recording", "Was sound or picture recorded?", _recorded),
    ("Field notes", "Were notes taken during or after?", _notes),
    ("Duration", "How long did it take?", _duration),
    (_SATURATION, "Was it discussed when nothing new came up any more?", None),
    ("Transcripts returned", "Did participants see what was written down?", _returned),
    (_CODERS, "How many people tagged?", _coders),
    ("Coding tree", "Are the learning points described?", _tree),
    ("Derivation of themes", "Were they there before, or made from the material?", _derived),
    ("Software", "With which programs?", _software),
    ("Participant checking", "Did participants say what they think of it?", _checked),
    ("Quotations", "Are there quotations, and does each say whose it is?", _quotations),
    ("Data and findings", "Do the findings follow from what was said?", None),
    ("Major themes", "Are they set out clearly?", None),
    ("Minor themes", "Are different cases and smaller themes discussed?", None),
)

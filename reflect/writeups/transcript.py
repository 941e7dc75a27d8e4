"""The readable record of a session: everything in its file that a person said or noticed, as Markdown.

It is for the researchers: it stands under the participant's code and has not been through the consent
gate. Words come out as they were typed (`escape`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reflect.domain.group import ClusterId, Contribution
from reflect.domain.guide import Guide, Question, QuestionKind, asked_when
from reflect.domain.ids import OptionId, QuestionId
from reflect.domain.passages import said_by_question, who_said
from reflect.domain.people import Role
from reflect.domain.session import NO_CODE, Note, NoteKind, Response, ResponseState, SessionRecord, sat_there
from reflect.writeups.escape import as_typed, as_typed_inline
from reflect.writeups.times import clock


def session_markdown(record: SessionRecord, guide: Guide, *, role: Role | None = None) -> str:
    """The record of a session, run with `guide`; `role` is the participant's, where it is known."""
    who = _who(record)
    warning = f"*Internal record of a session with {who}, kept under a code. "
    warning += "It has not been through the consent rule: please don't pass it on.*"
    blocks = [
        warning,
        f"# {as_typed_inline(guide.title) if record.session.guide else 'Transcript'}",
        "\n".join(_facts(record, guide, role)),
        *_answers(record, guide),
        *_turns(record, guide),
        *_loose_notes(record, guide),
    ]
    return "\n\n".join(blocks) + "\n"


def _facts(record: SessionRecord, guide: Guide, role: Role | None) -> Iterator[str]:
    session = record.session
    who = _who(record)
    yield f"- Participant: {who}" + (f" ({as_typed_inline(role.name)})" if role else "")
    if session.guide:
        yield f"- Guide: {as_typed_inline(guide.title)}, version {as_typed_inline(session.guide_version)}"
    yield f"- Kind: {session.kind}"
    yield f"- Date: {session.started[:10]}"
    yield f"- Length: {_minutes(session.seconds)}"
    if session.researcher:
        yield f"- Researcher: {as_typed_inline(session.researcher)}"


def _who(record: SessionRecord) -> str:
    """Whose session it was, in a sentence."""
    session = record.session
    who = sat_there(session.participant, session.kind, seats=len(record.seats))
    return {"group": "a group", NO_CODE: "somebody without a code"}.get(who, who)


def _answers(record: SessionRecord, guide: Guide) -> Iterator[str]:
    said = said_by_question(record)
    if not record.responses and not said:
        return
    numbers = {question.id: number for number, question in enumerate(guide.questions(), 1)}
    chosen = {question: response.chosen() for question, response in record.responses.items()}
    asked = set(asked_when(guide, chosen))
    for section in guide.sections:
        if section.heading:
            yield f"## {as_typed_inline(section.heading)}"
        for question in section.questions:
            yield f"### {numbers[question.id]} · {as_typed_inline(question.heading)}"
            response = record.responses.get(question.id)
            if question.id in said and response is None:
                pass
            elif question.id not in asked and (response is None or response.empty):
                yield "*Not asked: it depends on an earlier answer.*"
            elif response is None:
                yield "*Not reached.*"
            else:
                yield from _response(response, question, guide)
            yield from _said(record, said.get(question.id, ()), question)
            yield from _notes(n for n in record.notes.values() if n.question == question.id)
    gone = [question for question in {**record.responses, **said} if question not in numbers]
    if gone:
        yield "## Answers to questions that the guide does not have"
    for question_id in gone:
        yield f"### {as_typed_inline(question_id)}"
        yield from _response(record.responses.get(question_id) or Response(id=question_id), None, guide)
        yield from _said(record, said.get(question_id, ()), None)
        yield from _notes(n for n in record.notes.values() if n.question == question_id)


def _response(response: Response, question: Question | None, guide: Guide) -> Iterator[str]:
    state = _state(response, guide)
    if state:
        yield f"*{state}*"
    if response.bookmark:
        yield "*Bookmarked.*"
    yield from _picked(response, question)
    if response.text.strip():
        yield as_typed(response.text)
    asked = [question.probes[at] for at in response.probes if question and at < len(question.probes)]
    if asked:
        yield "Probes asked:\n\n" + "\n".join(f"- {as_typed_inline(probe)}" for probe in asked)


def _said(
    record: SessionRecord, contributions: Sequence[Contribution], question: Question | None
) -> Iterator[str]:
    """What each of a group said: a line each, under the name of the group of entries it was moved to."""
    clusters: dict[ClusterId | None, list[str]] = {}
    for said in contributions:
        cluster = said.cluster if said.cluster in record.clusters else None
        clusters.setdefault(cluster, []).append(f"- {_contribution(record, said, question)}")
    for key in sorted(clusters, key=lambda key: (key is None, record.clusters[key].order if key else 0)):
        if key is not None:
            yield f"**{as_typed_inline(record.clusters[key].name) or 'A group without a name'}**"
        yield "\n".join(clusters[key])


def _contribution(record: SessionRecord, said: Contribution, question: Question | None) -> str:
    parts = [as_typed_inline(said.title)] if said.title else []
    parts += [", ".join(_option(option, question) for option in said.choices)] if said.choices else []
    parts += [" › ".join(_option(option, question) for option in said.ranking)] if said.ranking else []
    parts += [f"**{said.rating}**"] if said.rating is not None else []
    parts += ["can't say"] if said.cannot_say else []
    parts += [as_typed_inline(said.text)] if said.text.strip() else []
    about = f" (on {as_typed_inline(said.about)})" if said.about else ""
    return f"{as_typed_inline(who_said(record, said))}{about}: {'; '.join(parts)}"


def _state(response: Response, guide: Guide) -> str:
    """The question's state in words; empty where the answer speaks for itself."""
    match response.state:
        case ResponseState.NOT_REACHED:
            return "" if not response.empty else "Not reached."
        case ResponseState.ASKED | ResponseState.ANSWERED:
            recorded = not response.empty or response.cannot_say
            return "" if recorded else "Asked; nothing was written down."
        case ResponseState.ALREADY_COVERED:
            return f"Already covered{_where(response.covered_by, guide)}."
        case ResponseState.ASK_AGAIN:
            return "To be asked again."
        case ResponseState.DECLINED:
            return "Declined to answer."
        case ResponseState.SKIPPED:
            reason = as_typed_inline(response.reason)
            return f"Skipped: {reason.removesuffix('.')}." if reason else "Skipped."


def _where(question_id: QuestionId | None, guide: Guide) -> str:
    for number, question in enumerate(guide.questions(), 1):
        if question.id == question_id:
            return f" in {number} · {as_typed_inline(question.heading)}"
    return f" in {as_typed_inline(question_id)}" if question_id else ""


def _picked(response: Response, question: Question | None) -> Iterator[str]:
    """What was entered, chosen, ranked or rated."""
    entries = [f"- {as_typed_inline(entry)}" for entry in response.entries if entry.strip()]
    if entries:
        yield "\n".join(entries)
    if response.choices:
        yield "Chosen:\n\n" + "\n".join(f"- {_option(option, question)}" for option in response.choices)
    if response.ranking:
        ranked = enumerate(response.ranking, 1)
        yield "Ranked, highest first:\n\n" + "\n".join(f"{n}. {_option(o, question)}" for n, o in ranked)
    if response.rating is not None:
        yield _rating(response.rating, question)
    if response.cannot_say:
        yield "Could not, or would rather not, put a number to it."


def _option(option_id: OptionId, question: Question | None) -> str:
    options = question.options if question else ()
    text = next((option.text for option in options if option.id == option_id), None)
    return as_typed_inline(text) if text else f"{as_typed_inline(option_id)} (not in the guide)"


def _rating(rating: int, question: Question | None) -> str:
    words = f"**{rating}**"
    if question is not None and question.kind is QuestionKind.SCALE:
        least, most = question.bounds
        words += f" on a scale from {least} to {most}"
        anchor = next((anchor.text for anchor in question.anchors if anchor.value == rating), "")
        words += f": {as_typed_inline(anchor)}" if anchor else ""
    return words


def _turns(record: SessionRecord, guide: Guide) -> Iterator[str]:
    headings = {q.id: f"{n} · {q.heading}" for n, q in enumerate(guide.questions(), 1)}
    question: QuestionId | None = None
    turns = sorted(record.turns.values(), key=lambda turn: (turn.order, turn.id))
    if turns:
        yield "## What was said"
    for turn in turns:
        if turn.question is not None and turn.question != question:
            yield f"### {as_typed_inline(headings.get(turn.question, turn.question))}"
        question = turn.question
        speaker = as_typed_inline(turn.participant or turn.speaker) or "Unknown"
        time = f" ({clock(turn.start)})" if turn.start is not None else ""
        yield f"**{speaker}**{time}"
        if turn.text.strip():
            yield as_typed(turn.text)


def _loose_notes(record: SessionRecord, guide: Guide) -> Iterator[str]:
    """Notes that belong to no question shown above."""
    shown = {question.id for question in guide.questions()} | set(record.responses)
    loose = [n for n in record.notes.values() if n.question not in shown or not record.responses]
    if loose:
        yield "## Notes along the way"
    yield from _notes(loose)


def _notes(notes: Iterable[Note]) -> Iterator[str]:
    lines = [
        f"> {clock(note.at)} {_note(note)}".rstrip()
        for note in sorted(notes, key=lambda note: (note.at, note.id))
    ]
    if lines:
        yield "\n>\n".join(lines)


def _note(note: Note) -> str:
    text = as_typed_inline(note.text)
    if note.kind is NoteKind.BOOKMARK:
        return f"bookmark: {text}" if text else "bookmark"
    return text


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minute{'s' if minutes != 1 else ''}"

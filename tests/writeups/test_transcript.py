"""A session can be read without the program."""

import pytest

from reflect.domain.ids import OptionId, ParticipantCode, QuestionId
from reflect.domain.people import DEFAULT_ROLES
from reflect.domain.session import ResponseState, SessionRecord, Turn
from reflect.writeups.transcript import session_markdown

from .sessions import GUIDE, note, response, session


def lines(record: SessionRecord) -> list[str]:
    return [line for line in session_markdown(record, GUIDE).splitlines() if line]


def after(heading: str, record: SessionRecord) -> list[str]:
    """What stands under one heading."""
    found = lines(record)
    rest = found[found.index(heading) + 1 :]
    return rest[: next((at for at, line in enumerate(rest) if line.startswith("#")), len(rest))]


def test_it_says_first_that_it_is_internal_and_who_by_code() -> None:
    text = session_markdown(session(), GUIDE, role=DEFAULT_ROLES[1])
    assert text.startswith("*Internal record of a session with P03")
    assert [line for line in text.splitlines() if line][1:] == [
        "# Public agency interview",
        "- Participant: P03 (Public agency)",
        "- Guide: Public agency interview, version 1.0",
        "- Kind: interview",
        "- Date: 2026-11-23",
        "- Length: 52 minutes",
        "- Researcher: Ana",
    ]


def test_sections_and_questions_stand_in_the_guides_order_with_their_numbers() -> None:
    headings = [line for line in lines(session(response("post", text="So."))) if line.startswith("##")]
    assert headings == [
        "## Opening",
        "### 1 · Your post",
        "### 2 · A time it went well",
        "## Trying things out",
        "### 3 · How free to try",
        "### 4 · Where it is thinnest",
        "### 5 · What the middle needs",
        "### 6 · The order of need",
        "### 7 · What holds it",
    ]


def test_answers_stand_as_typed_with_the_probes_asked() -> None:
    record = session(
        response("post", state=ResponseState.ANSWERED, text="I *run* it.\n\n- and so", probes=(1, 9))
    )
    assert after("### 1 · Your post", record) == [
        r"I \*run\* it.",
        r"\- and so",
        "Probes asked:",
        r"- What is in a \*week\*?",
    ]


def test_ratings_choices_and_rankings_stand_in_words() -> None:
    record = session(
        response("free", rating=3, text="With my own rota."),
        response("thin", choices=(OptionId("middle"), OptionId("gone"))),
        response("order", ranking=(OptionId("b"), OptionId("a"))),
        response("holds", entries=("Lunch", "# Monday calls")),
    )
    assert after("### 3 · How free to try", record) == [
        "**3** on a scale from 1 to 5: In small things",
        "With my own rota.",
    ]
    assert after("### 4 · Where it is thinnest", record) == [
        "Chosen:",
        "- Managers in the middle",
        "- gone (not in the guide)",
    ]
    assert after("### 6 · The order of need", record) == [
        "Ranked, highest first:",
        "1. Empathy",
        "2. Mindset",
    ]
    assert after("### 7 · What holds it", record) == ["- Lunch", r"- \# Monday calls"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"state": ResponseState.NOT_REACHED}, "*Not reached.*"),
        ({"state": ResponseState.ASKED}, "*Asked; nothing was written down.*"),
        ({"state": ResponseState.DECLINED}, "*Declined to answer.*"),
        ({"state": ResponseState.ASK_AGAIN}, "*To be asked again.*"),
        ({"state": ResponseState.SKIPPED, "reason": "No time left."}, "*Skipped: No time left.*"),
        ({"state": ResponseState.SKIPPED}, "*Skipped.*"),
        (
            {"state": ResponseState.ALREADY_COVERED, "covered_by": QuestionId("post")},
            "*Already covered in 1 · Your post.*",
        ),
        ({"state": ResponseState.ALREADY_COVERED}, "*Already covered.*"),
    ],
)
def test_what_was_not_answered_says_why(more: dict[str, object], said: str) -> None:
    assert after("### 2 · A time it went well", session(response("well", **more))) == [said]


def test_who_could_not_put_a_number_to_it_is_not_left_out() -> None:
    record = session(response("free", state=ResponseState.ANSWERED, cannot_say=True, text="Depends."))
    assert after("### 3 · How free to try", record) == [
        "Could not, or would rather not, put a number to it.",
        "Depends.",
    ]


def test_a_question_whose_condition_does_not_hold_was_not_asked() -> None:
    senior = session(response("thin", choices=(OptionId("senior"),)))
    middle = session(response("thin", choices=(OptionId("middle"),)))
    assert after("### 5 · What the middle needs", senior) == ["*Not asked: it depends on an earlier answer.*"]
    assert after("### 5 · What the middle needs", middle) == ["*Not reached.*"]


def test_an_answer_to_a_question_that_the_guide_has_no_more_is_not_lost() -> None:
    record = session(response("old-one", text="Still here."))
    assert after("### old-one", record) == ["Still here."]


def test_field_notes_and_bookmarks_stand_at_their_question_with_their_times() -> None:
    record = session(
        response("well", text="So."),
        notes=(
            note("n1", 760, "Looked *away*.", question="well"),
            note("n2", 3735.9, question="well", mark=True),
            note("n3", 5, "Late start."),
            note("n4", 9, "Left early.", question="nowhere"),
        ),
    )
    assert after("### 2 · A time it went well", record) == [
        "So.",
        r"> 12:40 Looked \*away\*.",
        ">",
        "> 1:02:15 bookmark",
    ]
    assert after("## Notes along the way", record) == ["> 00:05 Late start.", ">", "> 00:09 Left early."]


def test_turns_stand_in_their_order_with_speaker_and_time() -> None:
    record = session(
        turns=(
            Turn(
                id="b", order=2, speaker="Helen Strand", text="Yes.\nNo.", participant=ParticipantCode("P03")
            ),
            Turn(id="a", order=1, speaker="Ana", text="Shall we?", start=65.0),
            Turn(id="c", order=3, text="Mm."),
        ),
    )
    text = session_markdown(record, GUIDE)
    assert after("## What was said", record) == [
        "**Ana** (01:05)",
        "Shall we?",
        "**P03**",
        "Yes.\\",
        "No.",
        "**Unknown**",
        "Mm.",
    ]
    assert "Helen" not in text
    assert "## Opening" not in text

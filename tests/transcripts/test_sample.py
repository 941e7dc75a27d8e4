"""The sample interviews are read whole, and what is wrong with one is said with file and line."""

from pathlib import Path

import pytest

from reflect.errors import InvalidInput
from reflect.transcripts.sample import SampleAnswer, SampleTag, read_sample, read_tags

FRONT = "---\nparticipant: P01\nabout: Invented: all of it\n---\n"
HEADER = "participant,question,words,points,contradicts,memo\n"
SHIPPED = Path(__file__).parents[2] / "transcripts"


def answers(body: str) -> tuple[SampleAnswer, ...]:
    return read_sample(FRONT + body, "P01.md").answers


def wrong(text: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_sample(text, "P01.md")
    return str(caught.value)


def wrong_tags(text: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_tags(text, "tags.csv")
    return str(caught.value)


def test_the_front_matter_is_split_at_the_first_colon() -> None:
    assert read_sample(FRONT + "## A {#a}\n", "P01.md").front == {
        "participant": "P01",
        "about": "Invented: all of it",
    }


def test_paragraphs_are_the_answer() -> None:
    (answer,) = answers("## How it was {#how}\n\nOne line\nand its end.\n\n\nAnother: *so*.\n")
    assert answer == SampleAnswer(
        question_id=answer.question_id, text="One line and its end.\n\nAnother: *so*."
    )
    assert answer.question_id == "how"


def test_values_stand_in_their_order_beside_the_comment() -> None:
    (answer,) = answers("## A {#a}\n\n= money-rules\n=leadership\n\nBecause. = so\n")
    assert answer.values == ("money-rules", "leadership")
    assert answer.text == "Because. = so"


def test_field_notes_have_their_seconds() -> None:
    (answer,) = answers("## A {#a}\n\nWords.\n\n> 12:40 Looked away,\n> then back.\n> 1:02:05 Rain.\n\nMore.")
    assert answer.notes == ((760.0, "Looked away, then back."), (3725.0, "Rain."))
    assert answer.text == "Words.\n\nMore."


def test_a_field_note_between_two_lines_parts_paragraphs() -> None:
    (answer,) = answers("## A {#a}\nOne.\n> 12:40 Note.\nTwo.")
    assert answer.text == "One.\n\nTwo."


def test_a_backslash_lets_a_line_begin_with_a_sign() -> None:
    (answer,) = answers("## A {#a}\n\n\\# 1 priority\n\n\\> 5\n\n\\= so")
    assert answer.text == "# 1 priority\n\n> 5\n\n= so"


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = FRONT + "## A {#a}\n\nOne.\n\n= 4\n"
    assert read_sample("\ufeff" + text.replace("\n", "\r\n"), "P01.md") == read_sample(text, "P01.md")


def test_words_before_the_first_question_are_for_whoever_opens_the_file() -> None:
    assert answers("Everyone here is invented.\n\n## A {#a}\n\nOne.")[0].text == "One."


def test_every_problem_is_named_at_once() -> None:
    body = "## A\n\nOne.\n\n# B {#b}\n\n## C {#c}\n\n=\n\n> no time\n\n> 12:40\n\n## C {#c}\n"
    said = wrong("---\nparticipant P01\nrole: a\nrole: b\n---\n" + body)
    assert said.splitlines() == [
        "P01.md has 8 problems:",
        "P01.md:2: “participant P01” is not key: value",
        "P01.md:4: role is given a second time",
        "P01.md:6: “## A” is not a question's heading: write ## Its heading {#its-id}",
        "P01.md:10: “# B {#b}” is not a question's heading: write ## Its heading {#its-id}",
        "P01.md:14: there is nothing after the =",
        "P01.md:16: a field note begins with its time: write > 12:40 and then what you noticed",
        "P01.md:18: the field note has no words after its time",
        "P01.md:20: the question c was answered before, on line 12.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "P01.md:1: the front matter is missing"),
        ("## A {#a}\n\nOne.", "P01.md:1: the front matter is missing"),
        ("---\na: b\n## A {#a}\n", "P01.md:1: the front matter is never closed"),
        (FRONT, "P01.md:5: there is no question"),
    ],
)
def test_a_file_without_its_frame_is_refused(text: str, said: str) -> None:
    assert said in wrong(text)


def test_tags_are_read_with_their_points() -> None:
    text = HEADER + 'P01,how,"It went, ""well"".",LP3; LP7,LP7,Compare.\n\nP01,how,Two\nlines,,,\n'.replace(
        "Two\nlines", '"Two\nlines"'
    )
    first, second = read_tags(text, "tags.csv")
    assert first == SampleTag(
        participant=first.participant,
        question=first.question,
        words='It went, "well".',
        points=first.points,
        contradicts=first.contradicts,
        memo="Compare.",
    )
    assert (first.participant, first.question) == ("P01", "how")
    assert (first.points, first.contradicts) == (("LP3", "LP7"), ("LP7",))
    assert (second.words, second.points, second.memo) == ("Two\nlines", (), "")


def test_every_problem_of_the_tags_is_named_at_once() -> None:
    text = HEADER + '"P01",how,"a\nb",LP1,,\nP01,how,x,LP1\n,how,,LP1,,\nP01,how,x,LP1,LP2,\n'
    assert wrong_tags(text).splitlines() == [
        "tags.csv has 4 problems:",
        "tags.csv:4: there are 4 fields where there should be 6",
        "tags.csv:5: participant is empty",
        "tags.csv:5: words is empty",
        "tags.csv:6: it contradicts LP2, which is not among its points: add LP2 to points.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "tags.csv:1: the file is empty"),
        ("participant;question\n", "tags.csv:1: the first line must be participant,question,words"),
        (HEADER + 'P01,how,"x" y,,,\n', "tags.csv:2: this line is not CSV"),
        (HEADER + 'P01,how,"x,,,\n', "tags.csv:2: this line is not CSV"),
    ],
)
def test_a_file_of_tags_that_is_none_is_refused(text: str, said: str) -> None:
    assert said in wrong_tags(text)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("P*.md")), ids=lambda path: path.name)
def test_the_samples_we_ship_are_read_and_their_tags_stand_in_them(path: Path) -> None:
    sample = read_sample(path.read_text(encoding="utf-8"), path.name)
    code = sample.front["participant"]
    tags = read_tags((SHIPPED / f"tags-{code}.csv").read_text(encoding="utf-8"), f"tags-{code}.csv")
    said = {answer.question_id: answer.text for answer in sample.answers}
    assert [tag.words for tag in tags if tag.words not in said[tag.question]] == []
    assert {tag.participant for tag in tags} == {code}

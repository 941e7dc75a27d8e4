"""A write-up shows people's words as typed, and only as far as they agreed."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.consent import Attribution
from reflect.domain.gate import HeldBack, Quotable
from reflect.domain.ids import RoleId
from reflect.domain.passages import PassageKind
from reflect.domain.people import Participant
from reflect.domain.session import Approval, SessionKind
from reflect.writeups.escape import normalised
from reflect.writeups.render import held_back_report

from .builders import person, quotable, rendered
from .reading import quotations, seen

QUOTE = quotable("k3v9aaaa", "One person for the whole district. One.")
UNAPPROVED = quotable("p7aaaaaa", "SECRET WORDS", speaker=person(sees_quotes_first=True))
WITHDRAWN = quotable("w1aaaaaa", "SECRET TOO", speaker=person(withdrawn="2026-12-01"))


def test_a_reference_by_itself_becomes_a_quotation_with_its_attribution() -> None:
    assert rendered("It began.\n[[quote k3v9]]\nThen more.\n", QUOTE).markdown == (
        "It began.\n\n"
        "> One person for the whole district. One.\n"
        ">\n"
        "> — a public agency officer\n\n"
        "Then more.\n"
    )


def test_a_reference_in_a_sentence_becomes_words_in_quotation_marks() -> None:
    source = "He said [[quote k3v9]], and left."
    assert rendered(source, QUOTE).markdown == (
        "He said “One person for the whole district. One.” (a public agency officer), and left.\n"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- [[quote k3v9]]\n- two", "- “One.” (a public agency officer)\n- two\n"),
        ("> [[quote k3v9]]", "> “One.” (a public agency officer)\n"),
        ("## On [[quote k3v9]]", "## On “One.” (a public agency officer)\n"),
    ],
)
def test_in_lists_quotations_and_headings_a_quote_is_set_in_the_line(source: str, expected: str) -> None:
    assert rendered(source, quotable("k3v9aaaa", "One.")).markdown == expected


@pytest.mark.parametrize(
    "words",
    [
        "# 1 *is* <b>\n\n- a_b\n> \\ [[quote p7aa]] `x` &amp; | ~~",
        "“So,” ‘it’s’…",
        "    indented\n\ttab\n\n\nend",
    ],
)
def test_words_come_out_as_they_were_typed(words: str) -> None:
    quote = quotable("k3v9aaaa", words)
    ((*paragraphs, attribution),) = quotations(rendered("[[quote k3v9]]", quote, UNAPPROVED).markdown)
    assert "\n\n".join(paragraphs) == normalised(words)
    assert attribution == "— a public agency officer"
    in_line = rendered("So: [[quote k3v9]]", quote).markdown
    expected = f"So: “{' '.join(normalised(words).split())}” (a public agency officer)"
    assert " ".join(seen(in_line).split()) == expected


def test_names_come_out_as_they_are_written() -> None:
    speaker = msgspec.structs.replace(person(attribution=Attribution.NAMED), name="H_e_len *Strand*")
    ((_, attribution),) = quotations(
        rendered("[[quote k3v9]]", quotable("k3v9aaaa", speaker=speaker)).markdown
    )
    assert attribution == "— H_e_len *Strand*, housing options manager, Calder Quay City Council"


def test_a_quote_that_is_held_back_leaves_nothing_in_the_export() -> None:
    source = "It began.\n\n[[quote p7aa]]\n\nShe said [[quote p7aa]], and left.\n\n- [[quote p7aa]]\n- two\n"
    assert rendered(source, UNAPPROVED).markdown == "It began.\n\nShe said, and left.\n\n- two\n"


def test_a_heading_over_nothing_but_a_comment_to_oneself_stays_inside() -> None:
    prompted = "## Prompted\n\n<!-- What does it mean?\n\nIn your words. -->"
    source = f"# Title\n\n{prompted}\n\n## Written\n\n<!-- More? -->\nYes.\n"
    assert rendered(source).markdown == "# Title\n\n## Written\n\nYes.\n"


def test_a_heading_over_nothing_but_held_back_quotes_goes_with_them() -> None:
    source = (
        "# Title\n\n## One\n\n[[quote p7aa]]\n\n### On the other hand\n\n[[quote w1aa]]\n\n"
        "## Two\n\n[[quote k3v9]]\n\n### More\n\n[[quote p7aa]]\n\n## Left empty by its writer\n"
    )
    made = rendered(source, QUOTE, UNAPPROVED, WITHDRAWN).markdown
    headings = [line for line in made.splitlines() if line.startswith("#")]
    assert headings == ["# Title", "## Two", "## Left empty by its writer"]
    assert "\n\n\n" not in made


def test_a_quote_that_is_held_back_leaves_a_mark_in_the_preview() -> None:
    source = "It began.\n[[quote p7aa]]\nShe said [[quote p7aa]], and left."
    preview = rendered(source, UNAPPROVED, marks=True).markdown
    assert preview == (
        "It began.\n\n*[held back: not yet approved]*\n\n"
        "She said *[held back: not yet approved]*, and left.\n"
    )


def test_an_approval_changes_the_export_at_once() -> None:
    approved = msgspec.structs.replace(
        UNAPPROVED, quote=msgspec.structs.replace(UNAPPROVED.quote, approval=Approval.APPROVED)
    )
    assert "SECRET WORDS" in rendered("[[quote p7aa]]", approved).markdown


def test_the_report_counts_quotes_by_reason_and_each_quote_once() -> None:
    others = [
        quotable(f"o{n}aaaaaa", "SECRET", speaker=person(sees_quotes_first=True), approval=approval)
        for n, approval in enumerate([Approval.NOT_ASKED, Approval.APPROVED])
    ]
    source = "[[quote p7aa]] [[quote p7aa]] [[quote w1aa]] [[quote o0aa]] [[quote o1aa]] [[quote k3v9]]"
    result = rendered(source, QUOTE, UNAPPROVED, WITHDRAWN, *others)
    assert result.held_back == {HeldBack.NOT_APPROVED: 2, HeldBack.WITHDRAWN: 1}
    assert result.report == "3 quotes held back: 2 not yet approved, 1 withdrawn"


def test_the_report_is_empty_when_nothing_is_held_back() -> None:
    assert rendered("[[quote k3v9]]", QUOTE).report == ""


def test_every_reason_reads_well_after_a_number() -> None:
    assert (
        held_back_report({HeldBack.UNKNOWN_SPEAKER: 1}) == "1 quote held back: 1 whose speaker nobody knows"
    )
    assert held_back_report(dict.fromkeys(HeldBack, 1)).startswith(
        "10 quotes held back: 1 in the researcher's"
    )


def test_each_reference_comes_with_its_line_and_ruling() -> None:
    result = rendered("One.\n\n[[quote k3v9]]\n\n[[quote w1aa]] [[quote zzzz]]", QUOTE, WITHDRAWN)
    assert [(r.line, r.quote) for r in result.references] == [(3, "k3v9aaaa"), (5, "w1aaaaaa"), (5, None)]
    first, second, third = (reference.ruling for reference in result.references)
    assert first is not None
    assert first.attribution == "a public agency officer"
    assert second is not None
    assert second.reason is HeldBack.WITHDRAWN
    assert third is None


def test_an_unknown_reference_is_a_problem_and_leaves_nothing() -> None:
    result = rendered("One [[quote zzzz]].\n\n[[qoute k3v9]]\n\n[[quote k3v9]]", QUOTE)
    assert result.problems == (
        "line 1: there is no quote zzzz. There is: k3v9aaaa.",
        "line 3: [[qoute k3v9]] is no reference: write [[quote k3v9]] or [[portrait]]",
    )
    assert result.markdown.startswith("One.\n")
    preview = rendered("One [[quote zz*z]].", QUOTE, marks=True)
    assert preview.markdown == "One *[quote zz\\*z: see the problems]*.\n"


def test_a_warning_is_given_once_with_all_its_lines() -> None:
    result = rendered("[[quote k3v9]]\n\n[[quote k3v9]]", QUOTE, people_in_role={RoleId("public-agency"): 1})
    (warning,) = result.warnings
    assert warning.startswith("lines 1, 3: fewer than 3 people")
    assert "a public agency officer" not in result.markdown


def test_words_from_a_workshop_name_nobody() -> None:
    quote = quotable("k3v9aaaa", "One.", speaker=person(attribution=Attribution.NAMED))
    quote = msgspec.structs.replace(quote, session_kind=SessionKind.WORKSHOP)
    assert rendered("[[quote k3v9]]", quote).markdown == "> One.\n>\n> — an alliance member\n"


def test_a_field_note_never_stands_as_the_participants_words() -> None:
    note = quotable("n1aaaaaa", "SECRET", kind=PassageKind.NOTE)
    result = rendered("[[quote n1aa]]", note)
    assert result.markdown == ""
    assert result.held_back == {HeldBack.FIELD_NOTE: 1}


def test_front_matter_and_comments_are_not_exported() -> None:
    source = "---\nkind: reflection\nparticipant: P03\n---\n\n<!-- mine -->\n\nWords. <!-- mine\ntoo -->\n"
    assert rendered(source).markdown == "Words.\n"


def test_code_is_left_as_it_is() -> None:
    source = "```\n[[quote k3v9]]\n\n\n  <!-- so -->\n```\n"
    assert rendered(source, QUOTE).markdown == source


@pytest.mark.parametrize(
    ("attribution", "title"),
    [
        (Attribution.NAMED, "# Helen Strand, housing options manager, Calder Quay City Council\n"),
        (Attribution.ROLE_AND_ORGANISATION, "# A public agency officer, Calder Quay City Council\n"),
        (Attribution.ROLE_ONLY, "# A public agency officer\n"),
        (Attribution.ANONYMOUS, "# An alliance member\n"),
    ],
)
def test_the_portrait_is_what_the_person_agreed_to(attribution: Attribution, title: str) -> None:
    assert rendered("# [[portrait]]", subject=person(attribution=attribution)).markdown == title


def test_the_portrait_in_a_sentence_keeps_its_small_letter() -> None:
    assert rendered("We met [[portrait]].", subject=person()).markdown == "We met a public agency officer.\n"


def test_a_name_that_begins_small_stays_so() -> None:
    subject = msgspec.structs.replace(person(attribution=Attribution.NAMED), name="de Vries")
    assert rendered("[[portrait]]", subject=subject).markdown.startswith("de Vries, ")


def test_the_portrait_of_someone_who_withdrew_leaves_nothing_but_a_warning() -> None:
    result = rendered("# [[portrait]]\n\nWords.", subject=person(withdrawn="2026-12-01"))
    assert result.markdown == "Words.\n"
    assert result.warnings == ("line 1: [[portrait]] is held back: withdrawn",)
    assert result.held_back == {}


def test_a_portrait_of_nobody_is_a_problem() -> None:
    (problem,) = rendered("[[portrait]]").problems
    assert problem.startswith("line 1: [[portrait]] needs to know whose")


CONSENT = st.fixed_dictionaries(
    {
        "take_part": st.sampled_from([True, True, True, False, None]),
        "quoted": st.sampled_from([True, True, True, False, None]),
        "sees_quotes_first": st.sampled_from([True, False, None]),
        "attribution": st.sampled_from([*Attribution, None]),
        "withdrawn": st.sampled_from([None, None, None, "2026-12-01"]),
    },
)
AROUND = st.sampled_from(
    [
        *("\n", "\n\n", "\n\n", " ", "Words", ", ", "- ", "> ", "1. ", "# ", "    ", "  ", "*", "_", "|"),
        *(
            "`",
            "```\n",
            "\n```\n",
            "<!--",
            "-->",
            "<b>",
            "<div>\n",
            "\\",
            "[",
            "](",
            "[[portrait]]",
            "\n---\n",
        ),
        *("---\nkind: x\n---\n", "[[quote", "[[quote zzzz]]", "[a]: /b\n", "&", '<i title="', '">'),
    ],
)


def agreed(speaker: Participant | None) -> bool:
    """Whether anything of theirs may go out; said again, plainly, and not by the gate."""
    if speaker is None:
        return False
    given = speaker.consents[-1]
    return given.take_part is True and given.quoted is True and given.withdrawn is None


def withheld(quote: Quotable) -> bool:
    """Whether these words may not go out; likewise."""
    speaker, approval = quote.speaker, quote.quote.approval
    if speaker is None or not agreed(speaker) or quote.passage_kind is PassageKind.NOTE:
        return True
    if approval in (Approval.DECLINED, Approval.ASKED):
        return True
    return speaker.consents[-1].sees_quotes_first is True and approval is Approval.NOT_ASKED


@given(st.data())
def test_an_export_never_holds_withheld_words_or_names(data: st.DataObject) -> None:
    quotes = []
    for n in range(3):
        speaker = person(f"P9{n}", **data.draw(CONSENT))
        speaker = msgspec.structs.replace(speaker, name=f"NAME{n}X", organisation=f"PLACE{n}X")
        quote = quotable(
            f"q{n}aaaaaa",
            data.draw(
                st.sampled_from(["WORDS{}X", "*WORDS{}X*\n\n# <b>", "`WORDS{}X --> [[quote q0aa]]"])
            ).format(n),
            speaker=speaker,
            kind=data.draw(st.sampled_from([*PassageKind])),
            approval=data.draw(st.sampled_from([*Approval])),
            approved_words=f"CHANGED{n}X",
        )
        unknown = data.draw(st.sampled_from([False, False, True]))
        quotes.append(msgspec.structs.replace(quote, speaker=None) if unknown else quote)
    reference = st.sampled_from([f"[[quote q{n}aa]]" for n in range(3)])
    parts = data.draw(st.lists(st.one_of(AROUND, reference, reference.map("\n{}\n".format)), min_size=3))
    subject = data.draw(st.sampled_from([None, *(quote.speaker for quote in quotes)]))
    marks = data.draw(st.booleans())
    result = rendered("".join(parts), *quotes, subject=subject, marks=marks)
    for n, quote in enumerate(quotes):
        if withheld(quote) or quote.quote.approval is Approval.AMENDED:
            assert f"WORDS{n}X" not in result.markdown
        if withheld(quote) or quote.quote.approval is not Approval.AMENDED:
            assert f"CHANGED{n}X" not in result.markdown
        shown = not withheld(quote) or (quote.speaker is subject and agreed(subject))
        level = quote.speaker.consents[-1].attribution if quote.speaker and shown else None
        if level is not Attribution.NAMED:
            assert f"NAME{n}X" not in result.markdown
        if level not in (Attribution.NAMED, Attribution.ROLE_AND_ORGANISATION):
            assert f"PLACE{n}X" not in result.markdown
        assert f"P9{n}" not in result.markdown


@given(st.lists(st.sampled_from(["Words.", "[[quote k3v9]]", "[[quote w1aa]]", "- a", "", "> b", "# c"])))
def test_allowed_words_come_out_once_for_every_reference_and_the_rest_stays(lines: list[str]) -> None:
    markdown = rendered("\n".join(lines), QUOTE, WITHDRAWN).markdown
    assert markdown.count("One person for the whole district. One.") == lines.count("[[quote k3v9]]")
    assert markdown.count("Words.") == lines.count("Words.")
    assert "[[" not in markdown
    assert "\n\n\n" not in markdown

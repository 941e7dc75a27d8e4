"""A write-up of self-assessments: the public's figures, evidence by reference, its place in the briefing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.domain.gate import Audience
from reflect.domain.group import GroupConsent
from reflect.domain.passages import contribution_passage
from reflect.services.publishing import Form
from reflect.services.study import Study
from reflect.writeups.references import references_in
from tests.builders import EVERY_KIND
from tests.services.assessing import answers, assessing, put_guide, withdraw
from tests.services.studies import interviewed

WORDS = "It took two years of lunches."


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    study = assessing(tmp_path / "study")
    interview = interviewed(study, WORDS, code="P2")
    quote = interview.quote("answer:went-well", 0, len(WORDS))
    interview.save()
    interview.close()
    first = study.rounds.open("Spring 2026", "self-check", on="2026-03-04")
    answers(study, first, "P1 3, P2 3, P3 4, A1 1, A2 2, A3 ?, C1 3")
    study.rounds.close(first.id, on="2026-04-01")
    second = study.rounds.open("Spring 2027", "self-check", on="2027-03-04")
    answers(study, second, "P2 4, P3 4, P4 5, A1 1, A3 5, C1 3")
    desk = study.rounds.start(second.id, code="P1")
    desk.rate("lp4", 4)
    desk.back_up_answer("lp4", [quote.id])
    desk.save()
    desk.close()
    yield study
    study.close()


def test_the_draft_has_the_rounds_as_the_public_may_see_them(study: Study) -> None:
    draft = study.drafts.progress()
    assert "## Spring 2027" in draft
    assert "### Spring 2026" in draft
    assert "Medians over the rounds: 3 → 4." in draft
    assert "|  | Public agency | hidden in public | – | – | – | – |" in draft
    assert "wide" not in draft
    assert WORDS not in draft


def test_quotes_given_as_evidence_stand_by_reference_and_go_by_the_gate(study: Study) -> None:
    draft = study.drafts.progress()
    assert len(references_in(draft).found) == 1
    assert WORDS in study.rendering.render(draft, preview=False).markdown
    withdraw(study, "P2")
    assert WORDS not in study.rendering.render(draft, preview=False, audience=Audience.INTERNAL).markdown
    assert references_in(study.drafts.progress()).found == ()


def test_a_briefing_takes_progress_and_rules_from_their_write_ups(study: Study) -> None:
    assert "Keeping track of progress" not in study.drafts.briefing()
    study.drafts.keep_progress()
    study.drafts.keep_rules()
    briefing = study.drafts.briefing()
    assert "## Keeping track of progress" in briefing
    assert "Medians over the rounds: 3 → 4." in briefing
    assert "## Rules of engagement" in briefing


def test_without_rounds_the_draft_says_so(tmp_path: Path) -> None:
    study = assessing(tmp_path / "other")
    assert "There is no round of self-assessment yet" in study.drafts.progress()
    study.close()


def test_notes_of_a_workshop_are_drafted_again_with_what_was_quoted_since(tmp_path: Path) -> None:
    study = assessing(tmp_path / "other")
    text = EVERY_KIND.replace("minutes: 60", "kind: workshop\nmode: group")
    put_guide(study, text, "every-kind")
    desk = study.start_session("every-kind", None)
    entries = [desk.contribute("went-well", f"{word} did it.") for word in ("Tea", "Time")]
    desk.agree(GroupConsent(quoted=True, on="2026-03-04"))
    first = desk.quote(contribution_passage(entries[0].id), 0, 3)
    desk.save()
    name = study.drafts.keep_workshop(desk.record.session.id)
    later = desk.quote(contribution_passage(entries[1].id), 0, 4)
    desk.save()
    again = study.drafts.again(name, study.writeup_shelf.text(name))
    assert name == "workshop-2026-03-04"
    assert f"[[quote {first.id} unattributed]]" in study.writeup_shelf.text(name)
    assert again.new == (later.id,)
    briefing = study.drafts.briefing()
    assert f"Taken from your notes “{name}”" in briefing
    assert briefing.count(f"[[quote {first.id} unattributed]]") == 1
    assert later.id not in briefing.split("## Reflections")[0]
    desk.close()
    study.close()


def test_plots_are_kept_as_pictures_that_a_web_page_holds_and_word_tells_in_words(study: Study) -> None:
    name = study.drafts.keep_progress()
    text = study.writeup_shelf.text(name)
    addresses = re.findall(r"\]\((plots/[^)]*)\)", text)
    assert [a.rpartition("-")[0] for a in addresses] == ["plots/over-rounds", "plots/spring-2027"]
    for address in addresses:
        drawn = (study.folder / "writeups" / address).read_text("utf-8")
        assert "hidden in public" in drawn or "over-rounds" in address
    page = study.publishing.export(name, Form.HTML).path.read_text("utf-8")
    assert page.count("data:image/svg+xml;base64,") == 2
    assert study.publishing.export(name, Form.WORD).path.stat().st_size > 0
    study.drafts.keep_briefing()  # takes the text in, and its pictures are found from there too
    assert study.publishing.export("briefing", Form.HTML).path.read_text("utf-8").count("svg+xml") == 2


def test_pictures_of_an_earlier_write_up_stay_when_it_is_drafted_anew(study: Study) -> None:
    study.drafts.keep_progress()
    before = {p.name: p.read_bytes() for p in (study.folder / "writeups" / "plots").iterdir()}
    withdraw(study, "P3")
    again = study.drafts.keep_progress()
    assert again == "progress-2"
    after = {p.name: p.read_bytes() for p in (study.folder / "writeups" / "plots").iterdir()}
    assert before.items() < after.items()

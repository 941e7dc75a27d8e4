import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.clashes import Clash, both, canonical, value_of
from reflect.domain.ids import QuestionId
from reflect.domain.merging import Merge, as_tables, merge, rebased
from reflect.domain.session import Response
from reflect.domain.text_merging import merged_text, sentences
from tests.builders import a_record

AT = "2026-11-23T10:15:30+00:00"
TEXT = "We met in spring. Nobody trusted anybody. The budget lay on the table. That took a year."


def brought_together(mine: Any, theirs: Any, base: Any) -> Merge:
    """Merged, and the same whichever is called mine, and left alone."""
    before = copy.deepcopy((mine, theirs, base))
    found = merge(mine, theirs, base, at=AT)
    assert found.tables == merge(theirs, mine, base, at=AT).tables
    assert (mine, theirs, base) == before
    return found


def answers(**texts: str) -> Any:
    return {"responses": {key: {"id": key, "text": text} for key, text in texts.items()}}


def people(*rows: dict[str, Any]) -> Any:
    return {"participants": {row["code"]: row for row in rows}}


def consent(date: str = "2026-03-01", **items: Any) -> dict[str, Any]:
    return {"date": date, "take_part": True, "quoted": True, "withdrawn": None, **items}


# -- texts ---------------------------------------------------------------------------------------------


def test_changes_of_different_sentences_are_both_taken() -> None:
    mine = TEXT.replace("spring", "March")
    theirs = TEXT.replace("a year", "two years") + " It was worth it."
    both_taken = mine.replace("a year", "two years") + " It was worth it."
    assert merged_text(mine, theirs, TEXT) == (both_taken, None)


def test_changes_of_one_sentence_clash_and_the_rest_of_both_is_in_both_versions() -> None:
    mine = TEXT.replace("Nobody", "Hardly anybody").replace("spring", "March")
    theirs = TEXT.replace("Nobody", "No one").replace("a year", "two years")
    kept, other = merged_text(mine, theirs, TEXT)
    assert kept == mine.replace("a year", "two years")
    assert other == theirs.replace("spring", "March")


def test_two_who_write_on_at_the_end_clash() -> None:
    kept, other = merged_text(f"{TEXT} I say.", f"{TEXT} They say.", TEXT)
    assert {kept, other} == {f"{TEXT} I say.", f"{TEXT} They say."}


def test_the_same_change_on_both_sides_is_taken_once() -> None:
    same = TEXT.replace("spring", "March")
    assert merged_text(f"{same} More.", same, TEXT) == (f"{same} More.", None)


def test_an_emptied_text_gives_way_to_an_edited_one() -> None:
    assert merged_text("", f"{TEXT} More.", TEXT) == (f"{TEXT} More.", None)


def test_without_a_parent_the_longer_of_two_beginnings_stays_and_anything_else_clashes() -> None:
    assert merged_text("We met", "We met in spring", None) == ("We met in spring", None)
    assert merged_text("We met", "They met", None) == ("They met", "We met")


@given(st.text(alphabet='ab .!?\n。"\u0301👩', max_size=60))
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


_SENTENCES = st.lists(st.sampled_from([f"S{n} said it." for n in range(6)]), max_size=6).map(" ".join)


@settings(max_examples=300)
@given(_SENTENCES, _SENTENCES, st.one_of(st.none(), _SENTENCES))
def test_no_sentence_that_one_side_added_is_lost(mine: str, theirs: str, base: str | None) -> None:
    merged = merged_text(mine, theirs, base)
    assert merged == merged_text(theirs, mine, base)
    for side in (mine, theirs):
        for sentence in set(sentences(side)) - set(sentences(base or "")):
            assert sentence.strip() in merged.kept + (merged.other or "")


# -- records -------------------------------------------------------------------------------------------


def test_records_that_one_side_added_changed_or_removed_are_as_that_side_has_them() -> None:
    base = answers(a="1", b="2", c="3")
    found = brought_together(answers(a="one", b="2", c="3", d="4"), answers(a="1", b="2"), base)
    assert found.tables == answers(a="one", b="2", d="4")
    assert found.report.taken == ("responses/c",)


def test_an_edit_beats_a_delete() -> None:
    found = brought_together(answers(a="1, longer"), answers(), answers(a="1"))
    assert found.tables == answers(a="1, longer")


def test_without_a_parent_nothing_is_removed() -> None:
    found = brought_together(answers(a="1"), answers(b="2"), None)
    assert found.tables == answers(a="1", b="2")
    assert not found.report.parent_known


def test_fields_that_each_changed_alone_come_together() -> None:
    base = {"memos": {"m": {"text": "a", "by": "ana", "at": "2026-01-01"}}}
    mine = {"memos": {"m": {"text": "b", "by": "ana", "at": "2026-01-02"}}}
    theirs = {"memos": {"m": {"text": "a", "by": "bea", "at": "2026-01-03"}}}
    found = brought_together(mine, theirs, base)
    assert found.tables == {"memos": {"m": {"text": "b", "by": "bea", "at": "2026-01-03"}}}
    assert found.report.merged == ("memos/m",)


def test_clashing_words_are_both_kept_in_the_file() -> None:
    found = brought_together(answers(a="Mine."), answers(a="Theirs."), answers(a="Both."))
    assert found.tables["responses"]["a"]["text"] == "Theirs."
    (clash,) = found.report.clashes
    assert (clash.place, clash.kept, clash.other) == ("responses/a: text", "Theirs.", "Mine.")
    assert found.tables["clashes"] == {clash.id: msgspec.to_builtins(clash)}
    assert both(clash) == "Theirs.\n\nMine."


def test_a_clash_found_twice_is_one_clash_and_one_that_was_settled_stays_settled() -> None:
    base, mine, theirs = answers(a="Both."), answers(a="Mine."), answers(a="Theirs.")
    found = brought_together(mine, theirs, base).tables
    again = brought_together(found, theirs, base).tables
    assert again == found
    settled = {**answers(a="Settled."), "clashes": {}}
    assert brought_together(settled, found, found).tables == settled


def test_a_clash_of_values_is_settled_by_the_later_time_stamp_and_told() -> None:
    def tag(by: str, at: str) -> Any:
        return {"tags": {"t": {"quote": "q", "by": by, "at": at}}}

    found = brought_together(tag("ana", "2026-01-03"), tag("bea", "2026-01-02"), tag("", "2026-01-01"))
    assert found.tables["tags"]["t"] == {"quote": "q", "by": "ana", "at": "2026-01-03"}
    (clash,) = found.report.clashes
    assert [value_of(clash, version) for version in (clash.kept, clash.other)] == ["ana", "bea"]


def test_a_clash_of_what_is_not_words_is_filed_as_json() -> None:
    def rating(value: int) -> Any:
        return {"responses": {"a": {"rating": value}}}

    (clash,) = brought_together(rating(4), rating(2), rating(3)).report.clashes
    assert (clash.prose, clash.kept, value_of(clash, clash.other)) == (False, "4", 2)


def test_tags_come_together_as_sets() -> None:
    def tags(*keys: str) -> Any:
        return {"tags": {key: {"quote": "q"} for key in keys}, "quotes": {"q": {"passage": "x"}}}

    found = brought_together(tags("a", "c"), tags("b", "c", "d"), tags("a", "b"))
    assert found.tables["tags"].keys() == {"c", "d"}


def test_lists_come_together_entry_by_entry_and_sets_part_by_part() -> None:
    def row(entries: list[str], probes: list[int]) -> Any:
        return {"responses": {"a": {"entries": entries, "probes": probes}}}

    found = brought_together(
        row(["trust", "money"], [0, 2]), row(["trust!", "time"], [1, 2]), row(["trust", "time"], [1])
    )
    assert found.tables == row(["trust!", "money"], [0, 2])


def test_a_table_that_one_side_does_not_know_was_not_emptied() -> None:
    base = {**answers(a="1"), "drawings": {"d": {"x": 1}}}
    assert brought_together(answers(a="2"), base, base).tables == {
        **answers(a="2"),
        "drawings": {"d": {"x": 1}},
    }


def test_an_answered_question_is_answered_whatever_the_other_side_called_it() -> None:
    def state(name: str, text: str = "", reason: str = "") -> Any:
        return {"responses": {"a": {"state": name, "text": text, "reason": reason, "covered_by": None}}}

    found = brought_together(state("answered", "Yes."), state("skipped", reason="No time."), state("asked"))
    assert found.tables == state("answered", "Yes.")


# -- what hangs together -------------------------------------------------------------------------------


def quoted(text: str, start: int, words: str, **fields: Any) -> Any:
    quote = {
        "passage": "answer:a",
        "start": start,
        "end": start + len(words),
        "words": words,
        "source_changed": False,
        "approval": "not asked",
        **fields,
    }
    return {**answers(a=text), "quotes": {"q": quote}}


def at(text: str, words: str, **fields: Any) -> Any:
    return quoted(text, text.index(words), words, **fields)


def test_a_quote_stands_on_its_words_after_both_sides_changed_the_text() -> None:
    mine, theirs = TEXT.replace("spring", "March"), TEXT.replace("Nobody", "Hardly anyone at all")
    found = brought_together(at(mine, "That took"), at(theirs, "That took"), at(TEXT, "That took"))
    text = mine.replace("Nobody", "Hardly anyone at all")
    assert found.tables == at(text, "That took")


def test_the_quote_of_two_equal_ones_is_still_the_one_it_was() -> None:
    base = "It was good. In all, it was good. So it was good."
    second = base.index("it was good", 15)
    mine, theirs = f"Well. {base}", f"{base} Truly."
    found = brought_together(
        quoted(mine, second + 6, "it was good"),
        quoted(theirs, second, "it was good"),
        quoted(base, second, "it was good"),
    )
    assert found.tables == quoted(f"Well. {base} Truly.", second + 6, "it was good")


def test_a_quote_whose_words_lost_the_clash_is_marked() -> None:
    mine, theirs = TEXT.replace("Nobody", "Not a single soul"), TEXT.replace("trusted", "liked")
    found = brought_together(at(mine, "budget"), {**at(theirs, "liked")}, at(TEXT, "budget"))
    assert found.tables["quotes"]["q"]["words"] == "liked"
    assert found.tables["quotes"]["q"]["source_changed"] is True


def test_how_somebody_wants_their_words_to_read_goes_with_their_answer() -> None:
    base = at(TEXT, "budget", approval="asked", asked_on="2026-11-01")
    mine = at(TEXT, "budget", approval="approved", asked_on="2026-11-01", answered_on="2026-11-03")
    theirs = at(
        TEXT, "budget", approval="approved as changed", approved_words="the budget", answered_on="2026-11-02"
    )
    found = brought_together(mine, theirs, base).tables
    (quote,) = found["quotes"].values()
    assert quote["approval"] == "approved as changed"
    assert (quote["approved_words"], quote["answered_on"]) == ("the budget", "2026-11-02")


def test_two_different_wordings_that_were_approved_are_both_there_to_choose_from() -> None:
    base = at(TEXT, "budget", approval="asked")
    mine = at(TEXT, "budget", approval="approved as changed", approved_words="the budget")
    theirs = at(TEXT, "budget", approval="approved as changed", approved_words="our budget")
    found = brought_together(mine, theirs, base)
    (quote,) = found.tables["quotes"].values()
    (clash,) = found.tables["clashes"].values()
    both = {quote["approved_words"], clash["other"]}
    assert both == {"the budget", "our budget"}


def test_what_was_approved_is_approved_for_the_words_that_were_seen() -> None:
    base, mine = at(TEXT, "budget"), at(TEXT, "budget", approval="approved")
    theirs = at(TEXT, "The budget lay")
    assert brought_together(mine, theirs, base).tables == theirs
    declined = at(TEXT, "budget", approval="declined")
    assert brought_together(mine, declined, base).tables == declined


def test_a_quote_that_was_put_elsewhere_stays_there() -> None:
    base = quoted("good, good", 0, "good")
    mine, theirs = quoted("good, good", 6, "good"), quoted("good, good", 0, "good", approval="approved")
    assert brought_together(mine, theirs, base).tables == quoted("good, good", 6, "good", approval="approved")


def test_a_removed_quote_comes_back_when_the_other_side_tagged_it() -> None:
    base = {**at(TEXT, "budget"), "tags": {"t1": {"quote": "q"}}, "memos": {}}
    mine = {**answers(a=TEXT), "quotes": {}, "tags": {}, "memos": {}}
    theirs = {**base, "tags": {"t1": {"quote": "q"}, "t2": {"quote": "q"}}}
    found = brought_together(mine, theirs, base)
    assert found.tables["quotes"] == base["quotes"]
    assert found.tables["tags"].keys() == {"t2"}


def test_new_learning_points_with_one_number_get_two() -> None:
    def points(**numbers: int) -> Any:
        return {"points": {key: {"id": key, "number": number} for key, number in numbers.items()}}

    found = brought_together(points(a=1, c=2), points(a=1, b=2), points(a=1))
    assert found.tables == points(a=1, b=2, c=3)


def scale(**texts: str) -> Any:
    anchors = [{"value": int(key[1:]), "text": text} for key, text in texts.items()]
    return {"points": {"a": {"id": "a", "number": 1, "anchors": anchors}}}


def test_two_who_word_different_numbers_of_a_scale_both_keep_theirs() -> None:
    base = scale(n1="none", n3="some", n5="all")
    found = brought_together(
        scale(n1="nobody", n3="some", n5="all"), scale(n1="none", n4="most", n5="all"), base
    )
    assert found.tables["points"] == scale(n1="nobody", n4="most", n5="all")["points"]
    assert not found.tables.get("clashes")


def test_two_who_word_one_number_differently_are_asked() -> None:
    found = brought_together(scale(n1="nobody"), scale(n1="hardly anybody"), scale(n1="none"))
    (clash,) = found.tables["clashes"].values()
    assert clash["field"] == "anchors"
    assert found.tables["points"] in (scale(n1="nobody")["points"], scale(n1="hardly anybody")["points"])


# -- people --------------------------------------------------------------------------------------------


def person(*consents: Any, name: str = "Rosalind", **fields: Any) -> dict[str, Any]:
    return {"code": "P01", "name": name, "role": "provider", "consents": [*consents], **fields}


def test_a_withdrawn_consent_is_withdrawn_whatever_else_happened() -> None:
    base = people(person(consent()))
    mine = people(person(consent(withdrawn="2026-04-01")))
    theirs = people(person(consent(attribution="named"), consent("2026-03-20", taken_by="bea")))
    found = brought_together(mine, theirs, base).tables["participants"]["P01"]["consents"]
    assert found == [
        consent(attribution="named", withdrawn="2026-04-01"),
        # Bea did not know that they would withdraw, twelve days after they had agreed once more.
        consent("2026-03-20", taken_by="bea", withdrawn="2026-04-01"),
    ]


def test_of_two_answers_the_stricter_holds() -> None:
    base = people(person(consent(quoted=None, attribution=None)))
    mine = people(person(consent(quoted=False, attribution="named")))
    theirs = people(person(consent(quoted=True, attribution="role only")))
    assert brought_together(mine, theirs, base).tables == people(
        person(consent(quoted=False, attribution="role only"))
    )


def test_what_either_of_two_wrote_down_as_kept_out_is_kept_out() -> None:
    base = people(person(consent(kept_out=[{"about": "money"}])))
    mine = people(person(consent(kept_out=[{"about": "money"}, {"about": "her brother"}])))
    theirs = people(person(consent(kept_out=[{"about": "the dog"}, {"about": "money"}])))
    person_now: Any = brought_together(mine, theirs, base).tables["participants"]["P01"]
    (merged,) = person_now["consents"]
    assert {kept["about"] for kept in merged["kept_out"]} == {"money", "her brother", "the dog"}
    lifted = people(person(consent(kept_out=[])))
    assert brought_together(base, lifted, base).tables == lifted


def test_the_wider_of_two_withdrawals_holds() -> None:
    base = people(person(consent()))
    mine = people(person(consent(withdrawn="2026-04-01", extent="not quoted any more")))
    theirs = people(person(consent(withdrawn="2026-04-02", extent="data removed")))
    person_now: Any = brought_together(mine, theirs, base).tables["participants"]["P01"]
    (merged,) = person_now["consents"]
    assert merged["extent"] == "data removed"
    assert merged["withdrawn"]


def test_two_people_with_one_code_are_named_by_neither_name_and_the_stricter_consent_holds() -> None:
    mine = people(person(consent("2026-03-01", quoted=False), organisation="Marsh Lanterns"))
    theirs = people(person(consent("2026-03-02", attribution="named"), name="Tamsin"))
    found = brought_together(mine, theirs, people())
    merged: Any = found.tables["participants"]["P01"]
    assert (merged["name"], merged["consents"][-1]["quoted"]) == ("", False)
    assert ("Tamsin", "Rosalind") in [(c.kept, c.other) for c in found.report.clashes if c.field == "name"]
    assert "Rosalind" not in str(merged)


# -- anything ------------------------------------------------------------------------------------------

_KEYS = st.sampled_from(["a", "b", "c"])
_ROWS = {
    "responses": st.fixed_dictionaries(
        {
            "text": _SENTENCES,
            "state": st.sampled_from(["not reached", "asked", "answered", "skipped"]),
            "entries": st.lists(st.sampled_from(["x", "y", "z"]), max_size=3),
            "probes": st.lists(st.integers(0, 3), unique=True, max_size=3),
            "rating": st.one_of(st.none(), st.integers(1, 5)),
        }
    ),
    "quotes": st.builds(
        lambda key, start, words, approval, changed, asked: {
            "passage": f"answer:{key}",
            "start": start,
            "end": start + len(words),
            "words": words,
            "source_changed": False,
            "approval": approval,
            **({"approved_words": changed} if approval == "approved as changed" else {}),
            **({"asked_on": asked} if asked else {}),
        },
        _KEYS,
        st.integers(0, 30),
        st.sampled_from(["said it", "S1", "S2 said"]),
        st.sampled_from(["not asked", "asked", "approved", "approved as changed", "declined"]),
        st.sampled_from(["so", "so or so"]),
        st.sampled_from(["", "2026-11-01", "2026-11-02"]),
    ),
    "tags": st.fixed_dictionaries(
        {"quote": _KEYS, "at": st.sampled_from(["1", "2"]), "contradicts": st.booleans()}
    ),
    "participants": st.fixed_dictionaries(
        {
            "name": st.sampled_from(["", "Ann", "Bea"]),
            "role": st.sampled_from(["provider", "other"]),
            "consents": st.lists(
                st.builds(
                    consent,
                    st.sampled_from(["2026-03-01", "2026-03-02"]),
                    quoted=st.sampled_from([True, False, None]),
                    attribution=st.sampled_from([None, "named", "anonymous"]),
                    withdrawn=st.sampled_from([None, None, "2026-04-01"]),
                    extent=st.sampled_from([None, "not quoted any more", "data removed"]),
                    given=st.sampled_from([None, "spoken", "signed form"]),
                    kept_out=st.lists(
                        st.sampled_from([{"about": "m"}, {"about": "n"}]), max_size=2, unique_by=str
                    ),
                ),
                max_size=2,
            ),
        }
    ),
    "points": st.fixed_dictionaries({"number": st.integers(1, 4), "name": st.sampled_from(["T", "M"])}),
    "unheard-of": st.dictionaries(
        st.sampled_from(["f", "g"]), st.one_of(st.none(), st.integers(), st.text(max_size=3))
    ),
}
_TABLES = st.fixed_dictionaries(
    {table: st.dictionaries(_KEYS, rows, max_size=3) for table, rows in _ROWS.items()}
)


@settings(max_examples=200, deadline=None)
@given(_TABLES, _TABLES, st.one_of(st.none(), _TABLES))
def test_any_merge_is_the_same_from_both_sides_and_loses_no_record(mine: Any, theirs: Any, base: Any) -> None:
    found = brought_together(mine, theirs, base).tables
    for table in _ROWS:
        was = (base or {}).get(table, {})
        for one, two in ((mine, theirs), (theirs, mine)):
            for key, row in one[table].items():
                assert key in found[table] or (row == was.get(key) and key not in two[table])


@settings(max_examples=100, deadline=None)
@given(_TABLES, _TABLES)
def test_merging_again_changes_nothing(mine: Any, base: Any) -> None:
    peaceful = merge(mine, mine, base, at=AT).tables
    assert merge(peaceful, peaceful, base, at=AT).tables == peaceful
    assert merge(peaceful, peaceful, None, at=AT).tables == peaceful


@settings(max_examples=100, deadline=None)
@given(_TABLES, _TABLES, _TABLES)
def test_whoever_has_nothing_new_takes_everything(mine: Any, theirs: Any, base: Any) -> None:
    merged = merge(mine, theirs, base, at=AT).tables
    for old in (mine, theirs):
        assert brought_together(old, merged, old).tables == merged


@settings(max_examples=100, deadline=None)
@given(_TABLES, _TABLES, _TABLES)
def test_clashing_words_stand_in_the_field_or_in_the_clash(mine: Any, theirs: Any, base: Any) -> None:
    found = merge(mine, theirs, base, at=AT)
    filed = canonical(found.tables.get("clashes", {}))
    for one in (mine, theirs):
        for key, row in one["responses"].items():
            before = base["responses"].get(key, {}).get("text", "")
            merged: Any = found.tables["responses"].get(key, {"text": ""})
            for sentence in set(sentences(row["text"])) - set(sentences(before)):
                assert sentence.strip() in merged["text"] or sentence.strip() in filed


# -- the desk ------------------------------------------------------------------------------------------


def typed(text: str, question: str = "went-well") -> Any:
    key = QuestionId(question)
    return msgspec.structs.replace(a_record(), responses={key: Response(id=key, text=text)})


def test_what_was_typed_since_the_save_is_brought_onto_what_came_in() -> None:
    given_ = typed(TEXT)
    merged = typed(f"{TEXT} Theirs.")
    now = typed(TEXT.replace("spring", "March"))
    assert rebased(now, merged, given_, at=AT) == typed(f"{TEXT.replace('spring', 'March')} Theirs.")
    assert rebased(given_, merged, given_, at=AT) is merged
    assert rebased(now, given_, given_, at=AT) is now


def test_a_session_goes_into_tables_and_comes_back_with_its_clashes() -> None:
    clash = Clash(id="c", table="responses", record="a", field="text", kept="1", other="2", at=AT)
    record = msgspec.structs.replace(typed(TEXT), clashes={"c": clash})
    assert as_tables(record)["clashes"] == {"c": msgspec.to_builtins(clash)}
    assert rebased(typed(f"{TEXT} Mine."), record, typed(TEXT), at=AT) == msgspec.structs.replace(
        typed(f"{TEXT} Mine."), clashes={"c": clash}
    )


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 change of theirs came in"), (2, "2 changes of theirs came in")]
)
def test_a_report_says_what_happened(number: int, words: str) -> None:
    theirs = answers(**{f"q{n}": "x" for n in range(number)})
    report = merge(answers(), theirs, answers(), at=AT).report
    assert report.in_words() == words
    assert report.joined(report) == report

"""What is shared of people, and how it comes back: names stay, consents arrive, nobody is lost."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.bin import BinnedPerson
from reflect.domain.clashes import Clash
from reflect.domain.people import Participant, SharedPerson
from reflect.domain.shared_people import agreed, shared_of

NOW = "2026-03-05T10:00:00+00:00"
EARLIER = "2026-03-04T10:00:00+00:00"
CODES = ("P01", "P02", "P03")

consents: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    take_part=st.sampled_from([True, False, None]),
    recorded=st.none(),
    attribution=st.sampled_from(["named", "anonymous", None]),
    quoted=st.sampled_from([True, False, None]),
    sees_quotes_first=st.none(),
    shared=st.none(),
    contacted=st.none(),
    date=st.sampled_from(["2026-03-01", "2026-03-02"]),
    wording=st.just("1.0"),
    taken_by=st.just("Ana"),
    withdrawn=st.sampled_from([None, "2026-03-03"]),
)


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """A laptop's own list."""
    rows = {}
    for code in draw(st.sets(st.sampled_from(CODES))):
        named = draw(st.booleans())
        rows[code] = {
            "code": code,
            "role": draw(st.sampled_from(["provider", "other"])),
            "name": f"Secret {code}" if named else "",
            "organisation": "Secret house" if named else "",
            "post": "",
            "notes": "Secret note" if named else "",
            "added": draw(st.sampled_from([EARLIER, NOW])),
            "consents": draw(st.lists(consents, max_size=2, unique_by=lambda c: c["date"])),
        }
    return {"participants": rows, "bin": {}}


def codes(tables: Any) -> set[str]:
    return set(tables["participants"])


def binned(tables: Any) -> set[str]:
    return {row["participant"]["code"] for row in tables.get("bin", {}).values()}


@given(people(), people(), st.one_of(st.none(), people()))
def test_bringing_two_lists_together(mine: Any, theirs: Any, base: Any) -> None:
    shared, was = shared_of(theirs), None if base is None else shared_of(base)
    now = agreed(mine, shared, was, at=NOW)
    assert "Secret" not in str(now.shared)
    for code, row in now.people["participants"].items():
        kept = mine["participants"].get(code, {})
        assert [row[field] for field in ("name", "organisation", "post", "notes")] == [
            kept.get(field, "") for field in ("name", "organisation", "post", "notes")
        ]
        msgspec.convert(row, Participant, strict=True)
        msgspec.convert(now.shared["participants"][code], SharedPerson, strict=True)
    assert codes(now.people) == codes(now.shared)
    # Whoever was here is here, or in the bin with their name.
    assert codes(mine) <= codes(now.people) | binned(now.people)
    if base is None:
        assert codes(now.people) == codes(mine) | codes(theirs)
    # What only one side has is there, unless it was there before and the other removed it.
    assert codes(now.people) >= (codes(mine) ^ codes(theirs)) - (codes(base) if base else set())
    for row in now.people["bin"].values():
        msgspec.convert(row, BinnedPerson, strict=True)
    for row in now.shared["clashes"].values():
        msgspec.convert(row, Clash, strict=True)
    assert shared_of(now.people) == now.shared
    again = agreed(now.people, now.shared, now.shared, at=NOW)
    assert (again.people, again.shared) == (now.people, now.shared)


@given(people(), people(), people())
def test_it_comes_to_the_same_on_both_laptops(mine: Any, theirs: Any, base: Any) -> None:
    was = shared_of(base)
    one = agreed(mine, shared_of(theirs), was, at=NOW)
    two = agreed(theirs, shared_of(mine), was, at=NOW)
    assert one.shared == two.shared


def taken(withdrawn: str | None, **more: Any) -> dict[str, Any]:
    fields = dict.fromkeys(("take_part", "recorded", "attribution", "quoted", "sees_quotes_first", "shared"))
    return {**fields, "contacted": None, "date": "2026-03-01", "wording": "1.0", "taken_by": "Ana",
            "withdrawn": withdrawn, **more}  # fmt: skip


def one_person(*given_: dict[str, Any]) -> dict[str, Any]:
    row = {"code": "P01", "role": "provider", "name": "Secret", "organisation": "", "post": "", "notes": "",
           "added": EARLIER, "consents": list(given_)}  # fmt: skip
    return {"participants": {"P01": row}}


@given(
    st.booleans(),
    st.sampled_from(["", "2026-02-01", "2026-03-02", "2026-03-03"]),
    st.sampled_from([True, False, None]),
)
def test_a_withdrawal_arrives_whatever_the_other_changed(
    base_known: bool,  # noqa: FBT001 - hypothesis gives them by place
    other_new: str,
    quoted: bool | None,  # noqa: FBT001
) -> None:
    base = one_person(taken(None))
    mine = one_person(taken(None, quoted=quoted), *([taken(None, date=other_new)] if other_new else []))
    theirs = shared_of(one_person(taken("2026-03-03")))
    now = agreed(mine, theirs, shared_of(base) if base_known else None, at=NOW)
    assert now.people["participants"]["P01"]["consents"][-1]["withdrawn"] == "2026-03-03"  # type: ignore[index]


def test_who_agreed_anew_after_withdrawing_has_agreed() -> None:
    """Bea asked again, on the day after Ana had noted the withdrawal."""
    base = shared_of(one_person(taken(None)))
    mine = one_person(taken(None), taken(None, date="2026-03-04"))
    now = agreed(mine, shared_of(one_person(taken("2026-03-03"))), base, at=NOW)
    consents_now = now.people["participants"]["P01"]["consents"]
    assert consents_now == [taken("2026-03-03"), taken(None, date="2026-03-04")]
    # Whoever noted both knew what they did, whatever the days are.
    mine = one_person(taken("2026-03-03"), taken(None, date="2026-03-03"))
    now = agreed(mine, base, base, at=NOW)
    assert now.people["participants"]["P01"]["consents"] == mine["participants"]["P01"]["consents"]


def test_who_comes_back_comes_out_of_the_bin_with_their_name() -> None:
    base = shared_of(one_person(taken(None)))
    row = one_person()["participants"]["P01"]
    mine = {"participants": {}, "bin": {"P01": {"id": "P01", "participant": row, "by": "Ana", "at": EARLIER}}}
    now = agreed(mine, shared_of(one_person(taken("2026-03-03"))), base, at=NOW)
    assert now.people["participants"]["P01"]["name"] == "Secret"
    assert now.people["participants"]["P01"]["consents"] == [taken("2026-03-03")]
    assert now.people["bin"] == {}

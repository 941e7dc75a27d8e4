"""What must hold between the records of a file after two versions of it were brought together.

A tag keeps its quote; a quote stands on its words; a quote that both sides left tagged does not come out
without a tag; learning points are as `settling_codebook` says; whose data were removed stays so. Each rule
looks only at what both sides had, so that the outcome is the same whichever side is called mine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

from reflect.domain.anchors import Place, Under, followed
from reflect.domain.cuttings import Cuttings
from reflect.domain.differences import edits_between
from reflect.domain.edits import Moves
from reflect.domain.framework import CaseKind
from reflect.domain.passages import response_text
from reflect.domain.removals import finished_in
from reflect.domain.session import MemoTarget
from reflect.domain.settling_codebook import needed_points, settled_points
from reflect.domain.taking_out import names_in, people_without

Fields = Mapping[str, object]
Tables = Mapping[str, Mapping[str, Fields]]
Open = dict[str, dict[str, dict[str, object]]]
"""The tables that are being settled."""


def at_peace(merged: Open, mine: Tables, theirs: Tables, base: Tables) -> list[str]:
    """Make it so in `merged`; returns what came back by it, as `table/id`."""
    back = _tagged_still(merged, mine, theirs)
    back += _called_back(merged, mine, theirs)
    if "quotes" in merged:
        _on_their_words(merged, mine, theirs)
    if "points" in merged:
        settled_points(merged["points"], base.get("points", {}))
    _stay_removed(merged, mine, theirs)
    return back


def _stay_removed(merged: Open, mine: Tables, theirs: Tables) -> None:
    """Let nobody come back whose data were removed, whatever one side meanwhile did to their record."""
    for code in finished_in(merged) if "participants" in merged else ():
        names = names_in(mine, code) | names_in(theirs, code) | names_in(merged, code)
        left = people_without(merged, code, names=names)
        merged.clear()
        merged.update(left)


def _tagged_still(merged: Open, mine: Tables, theirs: Tables) -> list[str]:
    """Bring back the tags of a quote that both sides left tagged and that has none left.

    Each side took away what the other kept, as it is when two people merge the same two learning points the
    other way round: nobody meant the quote to go untagged.
    """
    if "tags" not in merged:
        return []
    left = {_whose(tag) for tag in merged["tags"].values()}
    sides = [side.get("tags", {}) for side in (mine, theirs)]
    both = {_whose(tag) for tag in sides[0].values()} & {_whose(tag) for tag in sides[1].values()}
    back = []
    for key, tag in sorted({**sides[1], **sides[0]}.items()):
        if key not in merged["tags"] and _whose(tag) in both - left:
            merged["tags"][key] = dict(tag)
            back.append(f"tags/{key}")
    return back


def _whose(tag: Fields) -> tuple[str, str]:
    """The quote that a tag is on, and the researcher who gave it."""
    return str(tag.get("quote", "")), str(tag.get("by", ""))


def _called_back(merged: Open, mine: Tables, theirs: Tables) -> list[str]:
    """Bring back what one side removed and the other meanwhile tagged, wrote about, or put words to."""
    wanted: set[tuple[str, object]] = {
        ("quotes", tag.get("quote")) for tag in merged.get("tags", {}).values()
    }
    tables = {MemoTarget.QUOTE.value: "quotes", MemoTarget.POINT.value: "points"}
    for memo in merged.get("memos", {}).values():
        table = tables.get(str(memo.get("target")))
        if table:
            wanted.add((table, memo.get("target_id")))
    for summary in merged.get("summaries", {}).values():
        wanted.add(("points", summary.get("point")))
        if summary.get("kind") == CaseKind.ROLE.value:
            wanted.add(("roles", summary.get("case")))
    for said in merged.get("contributions", {}).values():
        wanted |= {(table, said.get(field)) for table, field in (("seats", "seat"), ("clusters", "cluster"))}
    back = []
    for table, key in sorted((table, str(key)) for table, key in wanted):
        row = mine.get(table, {}).get(key) or theirs.get(table, {}).get(key)
        if table in merged and key not in merged[table] and row is not None:
            merged[table][key] = dict(row)
            back.append(f"{table}/{key}")
    if "points" in merged:
        sides = (mine.get("points", {}), theirs.get("points", {}))
        back += [f"points/{key}" for key in needed_points(merged["points"], *sides)]
    return back


class _Text(NamedTuple):
    now: str
    sides: tuple[str | None, str | None]


def _on_their_words(merged: Open, mine: Tables, theirs: Tables) -> None:
    texts: dict[str, _Text] = {}
    moves: dict[tuple[str, int], Under] = {}
    for key, quote in merged["quotes"].items():
        rows = [tables.get("quotes", {}).get(key) for tables in (mine, theirs)]
        passage = str(quote.get("passage", ""))
        if passage not in texts:
            now = _passage(merged, passage)
            texts[passage] = _Text(now or "", (_passage(mine, passage), _passage(theirs, passage)))
        text = texts[passage]
        if any(
            side == text.now and row is not None and _span(row) == _span(quote)
            for row, side in zip(rows, text.sides, strict=True)
        ):
            continue  # that side knows where it stands
        places = []
        for side, (row, was) in enumerate(zip(rows, text.sides, strict=True)):
            if row is None or was is None or _span(row) != _span(quote):
                continue
            if (passage, side) not in moves:
                moves[passage, side] = Under(was, text.now, Moves(edits_between(was, text.now)))
            there = Place(cast("int", row.get("start")), cast("int", row.get("end")), changed=False)
            words = str(row.get("words", ""))
            places.append(followed(there, words, moves[passage, side], cuttings=Cuttings()))
        if places:
            # Where the two sides differ, the one that stands on its words has it.
            place = min(places, key=lambda place: (place.changed, place))
            quote["start"], quote["end"], quote["source_changed"] = place


def _passage(tables: Tables, passage: str) -> str | None:
    """The text of a passage; None when it is of a kind that nobody here knows."""
    kind, _, key = passage.partition(":")
    table = {"answer": "responses", "turn": "turns", "note": "notes", "said": "contributions"}.get(kind)
    if table is None:
        return None
    row = tables.get(table, {}).get(key, {})
    entries = tuple(map(str, cast("list[object]", row.get("entries") or [row.get("title") or ""])))
    return response_text(entries, str(row.get("text", "")))


def _span(quote: Fields) -> tuple[object, ...]:
    return quote.get("start"), quote.get("end"), quote.get("words")

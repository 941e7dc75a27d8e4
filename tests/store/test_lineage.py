"""A file's past, as its header tells it: the quick way to the next one is the same as the long one."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reflect.store.lineage import before_next
from reflect.store.sealed import Header, digest


def header(generation: int, before: tuple[str, ...] = ()) -> Header:
    seal = digest(b"%d" % generation)
    return Header(format=1, generation=generation, uid="k3v9", parent="", seal=seal, before=before)


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=400), st.randoms())
def test_a_past_in_its_order_and_one_in_disorder_lead_to_the_same(
    saves: list[tuple[int, bool]], pick: random.Random
) -> None:
    now = header(1)
    for by, read in saves:
        before = before_next(now, read=read)
        shuffled = list(now.before or ())
        pick.shuffle(shuffled)
        assert before_next(replace(now, before=tuple(shuffled)), read=read) == before
        now = header(now.generation + by, before)


def test_content_that_comes_back_stands_once_in_the_past() -> None:
    first = header(1)
    second = header(2, before_next(first, read=True))
    third = replace(header(3, before_next(second, read=False)), seal=first.seal)
    assert before_next(third, read=False) == (f"3:{first.seal[:12]}!", f"2:{second.seal[:12]}")

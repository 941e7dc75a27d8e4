"""What is done by bytes for speed comes to the same as going through the letters one by one."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from reflect.transcripts.fingerprint import words_fingerprint
from reflect.transcripts.reconcile import signs
from reflect.transcripts.records import ReadTurn
from reflect.transcripts.source import plain

_ODD = " \t\n\r\x0b\x1c\x85\xa0\u1680\u2003\u2028\u202f\u3000\ufeff.,_-ßẞİıŉﬁÅéÉΣςǅ①Ａ田が\u0301\u0345😀"
TEXTS = st.text(st.sampled_from(_ODD) | st.characters(codec="utf-8"), max_size=40)


@given(TEXTS)
def test_the_fingerprint_of_words_is_that_of_their_folded_letters(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(re.findall(r"[^\W_]", folded))
    turn = ReadTurn(speaker="", text=text, start=None, end=None, line=1, marks=())
    assert words_fingerprint([turn]) == hashlib.sha256(letters.encode()).hexdigest()


@given(TEXTS, st.integers(1, 20))
def test_signs_are_counted_in_any_script_and_length(text: str, times: int) -> None:
    assert signs(text * times) == sum(not sign.isspace() for sign in text * times)


@given(TEXTS)
def test_plain_words_have_single_spaces_whatever_they_had(text: str) -> None:
    assert plain(text) == " ".join(text.split())

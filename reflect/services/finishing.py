"""Forms on a session's desk: what each is for, and its words put where they belong.

A form left behind by a kill may find its place gone: the quote removed, the words of its span changed. Its
words become a memo on the session then; nothing that was typed is without a place.
"""

from __future__ import annotations

from collections.abc import Mapping

from reflect.analysis.disagreements import Disagreement
from reflect.domain.clashes import Clash
from reflect.domain.correcting import Correction, Part, parts
from reflect.domain.group import Contribution, Rule, RuleReview, RuleState
from reflect.domain.ids import PassageId, QuoteId
from reflect.domain.session import Approval, Memo, MemoTarget, Quote, ResponseState
from reflect.services.desk import SessionDesk
from reflect.services.forms import Form
from reflect.store.paths import STUDY

_NOTE, _QUOTE, _SPAN, _SESSION, _CHOICE = "note", "quote", "span", "session", "choice"
_CORRECTION, _AMENDED = "correction", "amended"
_RULE, _REVIEW = "rule", "review"
_ENTRY, _SKIPPED, _SETTLED = "entry", "skipped", "settled"
_EXCERPT = 40


def note_form(desk: SessionDesk, *, seconds: float, question: str | None) -> Form:
    """A field note of a moment of the session's clock."""
    about = {"what": _NOTE, "seconds": str(round(seconds, 1)), "question": question or ""}
    return _form(desk, "Field note", about)


def memo_form(desk: SessionDesk, quote: Quote, memo: Memo | None) -> Form:
    """A memo on a quote: a new one, or the one that is there."""
    about = {"what": _QUOTE, "quote": quote.id, "memo": memo.id if memo else ""}
    return _form(desk, f"Memo on the quote “{_excerpt(quote.words)}”", about)


def span_memo_form(desk: SessionDesk, passage: str, start: int, end: int) -> Form:
    """A memo on words that become a quote with it."""
    words = _words_at(desk, passage, start, end)
    about = {"what": _SPAN, "passage": passage, "start": str(start), "end": str(end), "words": words}
    return _form(desk, f"Memo on the words “{_excerpt(words)}”", about)


def session_memo_form(desk: SessionDesk, memo: Memo | None) -> Form:
    """A memo on the whole session: a new one, or the one that is there."""
    return _form(desk, "Memo on the session", {"what": _SESSION, "memo": memo.id if memo else ""})


def choice_form(desk: SessionDesk, clash: Clash) -> Form:
    """Words of one's own in the place of two versions."""
    return _form(desk, "Words chosen from two versions", {"what": _CHOICE, "clash": clash.id})


def correction_form(desk: SessionDesk, part: Part, label: str) -> Form:
    """Other words in the place of some that were written down."""
    entry = "" if part.entry is None else str(part.entry)
    about = {"what": _CORRECTION, "passage": part.passage, "entry": entry, "words": part.text}
    return _form(desk, f"Correction of {label}", about)


def amended_form(desk: SessionDesk, quote: Quote) -> Form:
    """How a participant wants a quote of theirs to read."""
    about = {"what": _AMENDED, "quote": quote.id}
    return _form(desk, f"How “{_excerpt(quote.words)}” is to read", about)


def rule_form(
    desk: SessionDesk, rule: Rule | None, *, heading: str = "", about: str = "", proposal: str = ""
) -> Form:
    """A rule of engagement: a new one, or another wording of one that is there."""
    found = {"what": _RULE, "rule": rule.id if rule else "", "heading": heading, "about": about}
    found["proposal"] = proposal
    return _form(desk, f"Rule under “{_excerpt(heading)}”" if heading else "Rule of engagement", found)


def review_form(desk: SessionDesk, rule: Rule, state: RuleState, *, on: str, by: str) -> Form:
    """What was found when a rule was looked at again; the note may stay empty."""
    about = {"what": _REVIEW, "rule": rule.id, "state": state.value, "on": on, "by": by}
    return _form(desk, f"Note on the rule “{_excerpt(rule.text)}”", about)


def entry_form(desk: SessionDesk, entry: Contribution) -> Form:
    """Other words for what somebody in a group said."""
    return _form(desk, f"Words of the entry “{_excerpt(entry.text)}”", {"what": _ENTRY, "entry": entry.id})


def skipped_form(desk: SessionDesk, question: str, number: str) -> Form:
    """Why a question is skipped; no words are no reason."""
    return _form(desk, f"Why question {number} is skipped", {"what": _SKIPPED, "question": question})


def settling_form(difference: Disagreement) -> Form:
    """Why researchers agreed on what they did; left behind, its words become a memo on the session."""
    about = {"what": _SETTLED, "difference": difference.id}
    title = f"Why “{_excerpt(difference.words)}” was settled so"
    return Form(owner=difference.session, file=STUDY, title=title, about=about)


def finish(desk: SessionDesk, form: Form, text: str) -> None:
    """Put a form's words where they belong, as a step of *undo*; no words are none.

    Raises:
        ReadOnly: somebody else has the session.

    """
    if _without_words_too(desk, form, text) or not text.strip():
        return
    about = form.about
    what = about.get("what")
    quote = desk.record.quotes.get(QuoteId(about.get("quote", "")))
    entry = desk.record.contributions.get(about.get("entry", ""))
    if what == _RULE:
        there = desk.record.rules.get(about.get("rule", ""))
        heading, aim, proposal = (about.get(name, "") for name in ("heading", "about", "proposal"))
        desk.word_rule(text, heading=heading, about=aim, proposal=proposal, rule=there)
    elif what == _NOTE:
        desk.note(text.strip(), seconds=_number(about.get("seconds")), question=about.get("question") or None)
    elif what == _ENTRY and entry is not None:
        desk.write_entry(entry, text.strip())
    elif what == _AMENDED and quote is not None:
        as_said = " ".join(text.split()) == " ".join(quote.words.split())
        desk.approve(quote, Approval.APPROVED if as_said else Approval.AMENDED, words=text.strip())
    elif what == _QUOTE and quote is not None:
        desk.memo(MemoTarget.QUOTE, quote.id, text)
    elif what == _SPAN and _span_stands(desk, form):
        span = desk.quote(about["passage"], int(about["start"]), int(about["end"]))
        desk.memo(MemoTarget.QUOTE, span.id, text)
    else:
        desk.memo(MemoTarget.SESSION, desk.record.session.id, text)


def _without_words_too(desk: SessionDesk, form: Form, text: str) -> bool:
    """Put them where no words say something as well; whether that is what the form was for."""
    about = form.about
    what, memo = about.get("what"), desk.record.memos.get(about.get("memo", ""))
    if what == _CHOICE and about.get("clash") in desk.record.clashes:
        desk.settle(desk.record.clashes[about["clash"]], text)
    elif what == _CORRECTION and (part := _part(desk, form)) is not None:
        # Nobody is there to be asked: quotes keep their words, and say so where they are not there any more.
        desk.correct("Correction", [Correction(part, text)], take_in=False)
    elif what in (_QUOTE, _SESSION) and memo is not None:
        desk.rewrite_memo(memo, text)
    elif what == _REVIEW and (rule := desk.record.rules.get(about.get("rule", ""))) is not None:
        desk.review(rule, _review_of(about, text))
    elif what == _SKIPPED and about.get("question"):
        desk.mark(about["question"], ResponseState.SKIPPED, reason=text.strip())
    else:
        return False
    return True


def _review_of(about: Mapping[str, str], note: str) -> RuleReview:
    return RuleReview(
        on=about.get("on", ""),
        state=RuleState(about.get("state", RuleState.KEPT)),
        note=note.strip(),
        by=about.get("by", ""),
    )


def _form(desk: SessionDesk, title: str, about: dict[str, str]) -> Form:
    return Form(owner=desk.record.session.id, file=desk.place, title=title, about=about)


def _part(desk: SessionDesk, form: Form) -> Part | None:
    """The part that was being corrected; None when it does not read any more as it did then."""
    about = form.about
    for part in parts(desk.record, about.get("passage", "")):
        entry = "" if part.entry is None else str(part.entry)
        if (entry, part.text) == (about.get("entry"), about.get("words")):
            return part
    return None


def _span_stands(desk: SessionDesk, form: Form) -> bool:
    about = form.about
    start, end = (int(_number(about.get(name))) for name in ("start", "end"))
    words = about.get("words", "")
    return bool(words) and _words_at(desk, about.get("passage", ""), start, end) == words


def _words_at(desk: SessionDesk, passage: str, start: int, end: int) -> str:
    found = desk.passage(PassageId(passage))
    return found.text[start:end] if found else ""


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _excerpt(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1].rstrip() + "…"

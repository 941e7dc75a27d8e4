"""Field notes and memos of a session."""

from __future__ import annotations

import msgspec

from reflect.domain.changes import applied, drop, put
from reflect.domain.ids import QuestionId
from reflect.domain.session import Memo, MemoTarget, Note, NoteKind
from reflect.services.desk_steps import DeskSteps


class NotesOnDesk(DeskSteps):
    """What the researcher noticed, and what they think."""

    def note(self, text: str, *, seconds: float, question: str | None) -> Note:
        """Add a field note at this moment of the session's clock."""
        return self._note(NoteKind.FIELD, text, seconds, question)

    def bookmark(self, *, seconds: float, question: str | None) -> Note:
        """Mark this moment, to match it with the recording later."""
        return self._note(NoteKind.BOOKMARK, "", seconds, question)

    def _note(self, kind: NoteKind, text: str, seconds: float, question: str | None) -> Note:
        note = Note(
            id=self._ids(),
            kind=kind,
            at=round(seconds, 1),
            written=self.now(),
            text=text,
            question=QuestionId(question) if question else None,
        )
        self._do(kind.value.capitalize(), [put(self._record, "notes", note)])
        return note

    def memo(self, target: MemoTarget, target_id: str, text: str) -> Memo:
        """Add a memo on a quote or on the session."""
        memo = Memo(id=self._ids(), target=target, target_id=target_id, text=text, by=self.by, at=self.now())
        self._do("Memo", [put(self._record, "memos", memo)])
        return memo

    def rewrite_memo(self, memo: Memo, text: str) -> None:
        """Change a memo's words; empty words remove it."""
        if text.strip():
            changed = msgspec.structs.replace(memo, text=text, at=self.now())
            self._do("Memo", [put(self._record, "memos", changed)])
        else:
            self._do("Removing a memo", [drop(self._record, "memos", memo.id)])

    def write_memo(self, memo: Memo | None, target: MemoTarget, target_id: str, text: str) -> None:
        """Set a memo's words as they are typed: made with the first of them, removed with the last.

        Not a step of *undo*: the editor undoes typing by itself, letter by letter.
        """
        self._must_be_ours()
        if memo is None:
            if not text.strip():
                return
            memo = Memo(id=self._ids(), target=target, target_id=target_id, text="", by=self.by, at="")
        if text.strip():
            if memo.text != text:
                changed = msgspec.structs.replace(memo, text=text, at=self.now())
                self._record = applied(self._record, [put(self._record, "memos", changed)])
        else:
            self._record = applied(self._record, [drop(self._record, "memos", memo.id)])

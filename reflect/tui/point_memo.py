"""Asking for a memo on a learning point, on whatever screen one is."""

from __future__ import annotations

from typing import Any

from reflect.domain.codebook import LearningPoint
from reflect.services.study import Study
from reflect.tui.command import Commands
from reflect.tui.screens.dialogs.ask import AskText


async def write_point_memo(screen: Commands[Any], study: Study, point: LearningPoint) -> bool:
    """Ask for the researcher's memo on a point and keep it; whether it was. Safe while it is typed.

    Raises:
        ReflectError: it could not be kept; its words are offered again when the memo is next opened.

    """
    begun = await screen.apart(study.point_memos.begin, point)
    kept = begun.memo.text if begun.memo is not None else ""
    said = "What do you think this point comes to? Emptied, the memo goes."
    if begun.left is not None:
        said = f"Typed before reflect stopped ({begun.left.at}), and not kept yet. Emptied, the memo goes."
    opened = study.forms.open(begun.form)
    title = f"Memo on {point.number} {point.name}"
    initial = begun.left.text if begun.left is not None else kept
    text = await screen.app.push_screen_wait(AskText(title, said=said, initial=initial, form=opened))
    if text is None:
        return False
    await screen.apart(study.point_memos.write, point, text, memo=begun.memo)
    await screen.apart(opened.over, begun.left)
    return True

"""Exporting a write-up from wherever one is: in which form, for whom, what of its names, then the file."""

from __future__ import annotations

from typing import Any

from reflect.domain.gate import Audience
from reflect.domain.ids import ParticipantCode
from reflect.services import preferences
from reflect.services.publishing import Form, Readers
from reflect.services.study import Study
from reflect.tui.command import Commands
from reflect.tui.folders import shortened
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.dialogs.working import working
from reflect.tui.screens.names import names_settled

_FORMS = {
    Form.WORD: ("Word document", "with styles, footnotes and contents, to be worked on (.docx)"),
    Form.HTML: ("Web page", "one file, to be read anywhere and printed (.html)"),
    Form.PDF: ("PDF", "for paper and for reading aloud (.pdf)"),
    Form.MARKDOWN: ("Markdown", "plain text, for any editor (.md)"),
}
_READERS = {
    Audience.PUBLIC: ("Anybody", "what was agreed to and approved, attributed as agreed"),
    Audience.PARTICIPANT: ("One participant", "their own words too, before they are approved"),
    Audience.INTERNAL: ("Researchers", "under codes, also what may not be quoted: not to be passed on"),
}


async def export_writeup(screen: Commands[Any], study: Study, name: str) -> int | None:
    """Ask in which form and for whom, decide on names, write the file, say where and what is missing.

    A number is the line that somebody wants to go to instead. Raises as `Publishing.export` does.
    """
    form = await _form(screen)
    readers = await _readers(screen, study) if form is not None else None
    if form is None or readers is None:
        return None
    settled = await names_settled(screen, study, name, readers)
    if settled is False:
        return None
    if settled is not True:
        return settled
    made = await working(screen, "Exporting", lambda _: study.publishing.export(name, form, readers))
    await screen.apart(preferences.remember_export, form.value)
    held = made.rendered.report or "No quote was held back"
    said = [f"Written to {shortened(str(made.path))}", held, *made.notes]
    screen.notify("\n".join(f"{line.removesuffix('.')}." for line in said), timeout=12, markup=False)
    return None


async def _form(screen: Commands[Any]) -> Form | None:
    last = (await screen.apart(preferences.remembered)).export_form
    in_order = sorted(_FORMS, key=lambda form: form.value != last)
    choices = [Choice(form.value, *_FORMS[form]) for form in in_order]
    picked = await screen.app.push_screen_wait(Pick("Export as what?", choices))
    return None if picked is None else Form(picked)


async def _readers(screen: Commands[Any], study: Study) -> Readers | None:
    choices = [Choice(audience.value, *said) for audience, said in _READERS.items()]
    picked = await screen.app.push_screen_wait(Pick("Who is to read it?", choices))
    if picked is None:
        return None
    audience = Audience(picked)
    if audience is not Audience.PARTICIPANT:
        return Readers(audience)
    people = await screen.apart(study.people)
    codes = [Choice(person.code, person.code, study.role_name(person.role)) for person in people]
    code = await screen.app.push_screen_wait(Pick("Which participant?", codes))
    return None if code is None else Readers(audience, ParticipantCode(code))

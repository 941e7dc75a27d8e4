"""Drafts of write-ups from what was said: a starting point, after which the text is the researcher's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reflect.domain.codebook import Codebook
from reflect.domain.codebook_log import LogEntry
from reflect.domain.gate import Rules, people_by_role
from reflect.domain.guide import Guide
from reflect.domain.ids import Clock
from reflect.domain.people import Participant, Role
from reflect.domain.session import SessionRecord
from reflect.errors import InvalidInput, NotFound, ReflectError, nearest
from reflect.services.drafting_again import Again, DraftingAgain
from reflect.services.guide_shelf import parsed
from reflect.store.filesystem import in_words
from reflect.store.text_file import TextFile
from reflect.writeups.reflection import TEMPLATE, draft_reflection, reflection_data
from reflect.writeups.template import shipped_template

if TYPE_CHECKING:  # needed for one kind of draft
    from reflect.analysis.saturation import Added, Run
    from reflect.services.finding import Finder
    from reflect.services.rounds import Rounds
    from reflect.writeups.method import Said
    from reflect.writeups.method_tagging import RunTold


class Source(Protocol):
    """What drafting needs of a study."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def finder(self) -> Finder:
        """Its index."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def participant(self, code: str) -> Participant:
        """One person; raises NotFound."""

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in the alliance."""

    def codebook(self) -> Codebook:
        """The learning points."""

    def records(self, *, of: str = "") -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session, or every one that a participant speaks in, from the oldest."""

    def session_record(self, session_id: str) -> SessionRecord:
        """One session; raises NotFound."""


class Drafts:
    """Drafts write-ups of one study.

    `keep` puts a new text on the shelf, under a name like the one that it is given; `written` gives the name
    and the text of every write-up, the newest first; `log` is the history of the codebook; `rounds` are those
    of self-assessment; `hidden` are sessions that one tags without seeing what others did.
    """

    def __init__(
        self,
        source: Source,
        clock: Clock,
        *,
        keep: Callable[[str, str], str],
        rules: Callable[[], Rules],
        written: Callable[[], Iterable[tuple[str, str]]],
        log: Callable[[], Iterable[LogEntry]],
        again: DraftingAgain,
        rounds: Callable[[], Rounds],
        hidden: Callable[[str], bool],
    ) -> None:
        self._source = source
        self._clock = clock
        self._keep_new = keep
        self._rules = rules
        self._written = written
        self._log = log
        self.repeats = again
        """Drafting one again, and what was considered."""
        self._rounds = rounds
        self._hidden = hidden

    def reflection(self, code: str, template: Path | None = None) -> str:
        """A first draft of a reflection on one person; nothing is saved.

        By that `template`, the study's own or ours, the first of them that there is; so for all drafts.
        """
        person = self._source.participant(code)
        data = reflection_data(
            list(self._source.records(of=person.code)),
            person.code,
            self._source.codebook(),
            created=self._clock().date().isoformat(),
        )
        own, name = self._template(TEMPLATE, template)
        return draft_reflection(data, own, name=name)

    def keep_reflection(self, code: str) -> str:
        """Save a first draft as a new write-up; returns its name. No write-up that is there is touched."""
        text = self.reflection(code)
        return self._keep(f"reflection-{self._source.participant(code).code}", text)

    def theme(self, point_id: str, template: Path | None = None) -> str:
        """A first draft of what is said on one learning point; nothing is saved. Raises NotFound."""
        from reflect.writeups import theme as themes

        codebook = self._source.codebook()
        point = codebook.get(point_id)
        if point is None:
            hint = nearest(point_id, [known.id for known in codebook.points])
            raise NotFound(f"There is no learning point “{point_id}” in this study", remedy=hint)
        data = themes.theme_data(
            list(self._source.records()),
            point,
            {person.code: person for person in self._source.people()},
            self._source.roles(),
            codebook,
            rules=self._rules(),
            created=self._clock().date().isoformat(),
        )
        own, name = self._template(themes.TEMPLATE, template)
        return themes.draft_theme(data, own, name=name)

    def keep_theme(self, point_id: str) -> str:
        """Save it as a new write-up; returns its name. No write-up that is there is touched."""
        text = self.theme(point_id)
        point = self._source.codebook().get(point_id)
        return self._keep(f"theme-{point.id if point else point_id}", text)

    def briefing(self, template: Path | None = None) -> str:
        """A first draft of the whole document, with the reflections and themes that there are; not saved."""
        return self._briefing(template, None)

    def _briefing(self, template: Path | None, draw: Callable[[str, str], str] | None) -> str:
        from reflect.analysis.saturation import BASE, runs
        from reflect.services.agreement_told import agreement_told
        from reflect.services.charting import Charting
        from reflect.services.drafting_charts import chart_draft
        from reflect.writeups import briefing as briefings
        from reflect.writeups.copied import written
        from reflect.writeups.method import method_of, said_in

        sessions = list(self._source.records())
        people = {person.code: person for person in self._source.people()}
        said = said_in(sessions, people)
        codebook, rules = self._source.codebook(), self._rules()
        series = _added(said, rules)
        data = briefings.BriefingData(
            title=self._source.title,
            created=self._clock().date().isoformat(),
            codebook=codebook,
            people=tuple(people.values()),
            said=tuple(said),
            method=method_of(sessions, said, people, codebook, self._log(), rules),
            rules=rules,
            written=tuple(written(name, text) for name, text in self._written()),
            chart=chart_draft(Charting(self._source, rules), draw=draw),
            added=tuple(len(session.new) for session in series),
            runs=tuple(_told_of(run) for run in runs(series)),
            base=BASE,
            agreement=agreement_told(sessions, people, hidden=self._hidden),
        )
        own, name = self._template(briefings.TEMPLATE, template)
        return briefings.draft_briefing(data, own, name=name)

    def keep_briefing(self) -> str:
        """Save it as a new write-up, its chart as a picture beside it; returns its name.

        No write-up that is there is touched, and no picture that one of them shows.
        """
        return self._keep("briefing", self._briefing(None, self.keep_picture))

    def again(self, name: str, text: str) -> Again:
        """What drafting a write-up again puts at the end of its text; see `DraftingAgain.again`."""
        return self.repeats.again(name, text)

    def _keep(self, stem: str, text: str) -> str:
        name = self._keep_new(stem, text)
        with suppress(ReflectError):  # a template may have left out what it was drafted from
            self.repeats.note_draft(name, text)
        return name

    def progress(self, template: Path | None = None) -> str:
        """A first draft on all rounds of self-assessment, with the quotes given as evidence; not saved."""
        return self._progress(template, None)

    def _progress(self, template: Path | None, draw: Callable[[str, str], str] | None) -> str:
        from reflect.services.drafting_progress import progress_data
        from reflect.writeups import progress as progresses

        own, name = self._template(progresses.TEMPLATE, template)
        data = progress_data(self._rounds(), self._today(), draw=draw)
        return progresses.draft_progress(data, own, name=name)

    def keep_progress(self) -> str:
        """Save it as a new write-up, with its plots as pictures beside it; returns its name.

        No write-up that is there is touched, and no picture that one of them shows.
        """
        return self._keep("progress", self._progress(None, self.keep_picture))

    def keep_picture(self, stem: str, svg: str) -> str:
        """Keep a picture among the write-ups, under a name that no other picture can have; says where."""
        address = f"plots/{stem}-{hashlib.sha256(svg.encode()).hexdigest()[:8]}.svg"
        path = self._source.folder / "writeups" / address
        if not path.exists():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise in_words(error, str(path.parent)) from error
            TextFile(path, self._source.folder, clock=self._clock).write(svg)
        return address

    def rules(self, template: Path | None = None) -> str:
        """A first draft of the rules of engagement that were adopted last; nothing is saved."""
        from reflect.writeups import rules as of_engagement

        records = (record for record, _ in self._source.records())
        own, name = self._template(of_engagement.TEMPLATE, template)
        data = of_engagement.rules_data(records, created=self._today())
        return of_engagement.draft_rules(data, own, name=name)

    def keep_rules(self) -> str:
        """Save it as a new write-up; returns its name. No write-up that is there is touched."""
        return self._keep("rules-of-engagement", self.rules())

    def workshop(self, session_id: str, template: Path | None = None) -> str:
        """A first draft of the notes of one workshop; nothing is saved. Raises NotFound."""
        from reflect.writeups import workshop as workshops

        record = self._source.session_record(session_id)
        data = workshops.workshop_data(
            record,
            parsed(record.session.guide_text),
            {person.code: person for person in self._source.people()},
            created=self._today(),
            smallest=self._rules().smallest_group,
        )
        own, name = self._template(workshops.TEMPLATE, template)
        return workshops.draft_workshop(data, own, name=name)

    def keep_workshop(self, session_id: str) -> str:
        """Save it as a new write-up; returns its name. No write-up that is there is touched."""
        text = self.workshop(session_id)
        started = self._source.session_record(session_id).session.started
        return self._keep(f"workshop-{started[: len('2026-11-23')]}", text)

    def _today(self) -> str:
        return self._clock().date().isoformat()

    def template(self, kind: str) -> tuple[str, str]:
        """The template that drafts of a kind are made by, and whose it is, in words."""
        own, name = self._template(f"{kind}.md.jinja", None)
        if own is not None:
            return own, f"the study's own template, {name}"
        return shipped_template(f"{kind}.md.jinja"), "the template that comes with reflect"

    def own_template_file(self, kind: str) -> Path:
        """Where the study's own template for a kind lies, or would."""
        return self._source.folder / "templates" / f"{kind}.md.jinja"

    def _template(self, file: str, given: Path | None) -> tuple[str | None, str]:
        """The template that was given or the study's own, None where there is neither; what it is called."""
        if given is not None:
            try:
                return given.read_text(encoding="utf-8-sig"), str(given)
            except UnicodeDecodeError as error:
                raise InvalidInput("this is no text in UTF-8", place=str(given)) from error
            except OSError as error:
                raise in_words(error, str(given), "read") from error
        own = self._source.folder / "templates" / file
        name = f"templates/{file}"
        return (TextFile(own, self._source.folder).read() if own.is_file() else None), name


def _added(said: Iterable[Said], rules: Rules) -> list[Added]:
    """What was new in each session, of what readers may be told of.

    That is of people who take part; with too few of them, nothing.
    """
    from reflect.analysis.saturation import added

    sessions: dict[str, set[str]] = {}
    voices: set[str] = set()
    for each in said:
        speaker = each.found.speaker
        if speaker is not None and people_by_role([speaker]):
            voices.add(speaker.code)
            sessions.setdefault(each.record.session.id, set()).update(each.found.points)
    return added(sessions) if len(voices) >= rules.smallest_group else []


def _told_of(run: Run) -> RunTold:
    from reflect.writeups.method_tagging import RunTold

    share = "n/a" if run.share is None else f"{run.share:.0%}"
    return RunTold(first=run.first, last=run.last, new=run.new, share=share)

"""The command that brings transcripts into a study."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import msgspec

from reflect.cli.group import WRONG
from reflect.cli.names import folder_argument, json_option, participant_option
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_json
from reflect.errors import InvalidInput, ReflectError
from reflect.services.plain_table import flat

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.import_plan import Plan
    from reflect.services.importing import Asked, Importer, Ready
    from reflect.services.refi_given import ProjectAsked

_BAR_FROM = 4
"""With fewer files, a progress bar would only flicker."""
_MOST_LINES = 12
"""So many line numbers are listed behind a warning."""


class _Speaker(msgspec.Struct, kw_only=True):
    name: str
    """What they are called in the session."""
    who: str
    turns: int
    words: int


class ProjectRow(msgspec.Struct, kw_only=True):
    """What `import --json` prints of a REFI-QDA file in `project`."""

    origin: str
    positions: str
    """How they were read; empty where there are none."""
    selections: int
    exact: int
    """Of these, how many fit exactly so."""
    texts: int
    sessions: list[str] = []
    quotes: int
    tags: int
    memos: int
    people: list[str]
    """New participants, by code."""
    roles: list[str]
    """New ones, by id."""
    points_new: list[str]
    points_known: int
    left_out: list[str]
    """What cannot be kept."""
    remarks: list[str]


class ImportRow(msgspec.Struct, kw_only=True):
    """What `import --json` prints of a file."""

    file: str
    session: str | None = None
    refused: str = ""
    format: str = ""
    maker: str = ""
    participant: str | None = None
    guide: str = ""
    turns: int = 0
    words: int = 0
    minutes: float = 0.0
    speakers: list[_Speaker] = []
    cues_in: int = 0
    cues_out: int = 0
    cues_empty: int = 0
    characters_in: int = 0
    spoken: int = 0
    labels: int = 0
    structure: int = 0
    aside: int = 0
    questions: int = 0
    questions_found: int = 0
    replaced: dict[str, int] = {}
    nearly: list[int] = []
    """Lines of turns in which something is nearly a known name, and was left as it is."""
    remarks: list[dict[str, object]] = []
    project: ProjectRow | None = None
    """For a REFI-QDA project or codebook: what it is and what comes of it."""


class Lot(NamedTuple):
    """Files that are kept together."""

    plans: dict[Path, Plan]
    rows: dict[Path, ImportRow]
    """Of those that cannot be kept, too."""


@click.command(name="import", short_help="Bring transcripts into the study.")
@folder_argument
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@participant_option(required=False, help="Who was interviewed; new:ROLE adds somebody for each file.")
@click.option("--guide", "guide_id", metavar="ID", default="", help="Align the turns to this guide.")
@click.option("--interviewer", metavar="NAME", default="", help="The label of who asks.")
@click.option(
    "--speaker", "speakers", multiple=True, metavar="LABEL=WHO", help="A code, interviewer, or unknown."
)
@click.option(
    "--replace", "replacements", multiple=True, metavar="WORDS=LABEL", help="What stands for a name."
)
@click.option("--date", "day", metavar="YYYY-MM-DD", default="", help="When the interview was.")
@click.option("--original/--no-original", default=None, help="Keep the file as it was, or do not.")
@click.option("--again", is_flag=True, help="Import what is in the study already once more.")
@click.option(
    "--role-variable", metavar="NAME", default="", help="In a QDPX: the variable that says the role."
)
@click.option("--used-codes", is_flag=True, help="Of a QDPX, only codes that something is coded with.")
@click.option("--dry-run", is_flag=True, help="Only say what would come in; change nothing.")
@json_option
@click.pass_context
def import_files(
    ctx: click.Context,
    folder: Path,
    files: tuple[Path, ...],
    *,
    participant: str | None,
    guide_id: str,
    interviewer: str,
    speakers: tuple[str, ...],
    replacements: tuple[str, ...],
    day: str,
    original: bool | None,
    again: bool,
    role_variable: str,
    used_codes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring transcripts into the study in FOLDER: FILES, or folders of them.

    Each file is one session. What it is shows in its content, not in its name. A file that cannot be read is
    refused with the reason and the line, and the others come in all the same; then the exit code is 1. A
    REFI-QDA project (.qdpx) or codebook (.qdc) comes in whole, or not at all.
    """
    from reflect.services.importing import Asked
    from reflect.services.refi_given import ProjectAsked

    asked = Asked(
        participant=participant or "",
        guide=guide_id,
        interviewer=interviewer,
        speakers=dict(_pair(words, "--speaker", "Marian=P03") for words in speakers),
        replace=dict(_pair(words, "--replace", "Marian=[colleague]") for words in replacements),
        keep_original=original,
        day=day,
        again=again,
    )
    with opened(folder) as study:
        how = ProjectAsked(role_variable=role_variable, used_codes=used_codes)
        rows = list(_imported(study.importer(), files, asked, how, dry_run=dry_run))
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            if not row.refused:
                click.echo("\n".join(_told(row, dry_run=dry_run)))
    for row in rows:
        if row.refused:
            click.echo(f"Refused: {flat(row.refused)}", err=True)
    click.echo(_summary(rows, dry_run=dry_run), err=True)
    if any(row.refused for row in rows):
        ctx.exit(WRONG)


def _imported(
    importer: Importer, files: Sequence[Path], asked: Asked, how: ProjectAsked, *, dry_run: bool
) -> Iterator[ImportRow]:
    """Each file's row: read and planned a lot at a time, and kept while the next lot is read."""
    from concurrent.futures import Future, ThreadPoolExecutor

    from reflect.services.importing import transcripts_in
    from reflect.services.refi_given import is_project

    importer.ready(asked)  # a wrong option ends everything before a file is read
    every = transcripts_in(files)
    projects = [path for path in every if is_project(path)]
    for path in projects:
        yield _project(importer, path, asked, how, dry_run=dry_run)
    ready = importer.ready(asked)  # with who came in with them
    paths = [path for path in every if path not in projects]
    with ExitStack() as stack:
        bar = None
        if len(paths) >= _BAR_FROM and sys.stderr.isatty():
            bar = stack.enter_context(
                click.progressbar(length=2 * len(paths), label="Importing", file=sys.stderr)
            )

        def step() -> None:
            if bar is not None:
                bar.update(1)

        def keep(lot: Lot) -> Lot:
            arrived = importer.keep(
                list(lot.plans.values()), keep_original=asked.keep_original, again=asked.again, progress=step
            )
            for path, one in zip(lot.plans, arrived, strict=True):
                lot.rows[path].session, lot.rows[path].refused = one.session, one.refused
            return lot

        # One lot goes to the disk while the next is read; an end from the keyboard waits for it.
        keeper = stack.enter_context(ThreadPoolExecutor(1))
        kept: Future[Lot] | None = None
        for lot in _lots(importer, paths, ready, asked, step):
            if kept is not None:
                yield from kept.result().rows.values()
            if dry_run:
                yield from lot.rows.values()
            else:
                kept = keeper.submit(keep, lot)
        if kept is not None:
            yield from kept.result().rows.values()


def _lots(
    importer: Importer, paths: Sequence[Path], ready: Ready, asked: Asked, step: Callable[[], None]
) -> Iterator[Lot]:
    """The files, read and planned a lot at a time; `step` is told of each, and twice of what is refused."""
    from reflect.services.importing import LOT, read_error

    for first in range(0, len(paths), LOT):
        lot = Lot({}, {})
        for path in paths[first : first + LOT]:
            try:
                plan = importer.plan(path, ready, asked)
            except ReflectError as error:
                lot.rows[path] = ImportRow(file=str(path), refused=read_error(path, error))
                step()
            else:
                lot.plans[path], lot.rows[path] = plan, _row(path, plan)
                ready = ready.after(plan)
            step()
        yield lot


def _project(importer: Importer, path: Path, asked: Asked, how: ProjectAsked, *, dry_run: bool) -> ImportRow:
    """The row of a REFI-QDA file, which comes in whole or not at all."""
    from reflect.services.importing import read_error

    projects = importer.of_projects()
    try:
        plan = projects.plan_project(path, asked, how)
        sessions = [] if dry_run else projects.keep_project(plan, keep_original=asked.keep_original)
    except ReflectError as error:
        return ImportRow(file=str(path), refused=read_error(path, error))
    chosen = plan.chosen
    return ImportRow(
        file=str(path),
        format="REFI-QDA",
        maker=plan.project.origin,
        turns=sum(len(text.plan.transcript.turns) for text in plan.texts),
        words=sum(text.plan.words for text in plan.texts),
        project=ProjectRow(
            origin=plan.project.origin,
            positions=str(chosen.reading) if chosen is not None else "",
            selections=chosen.of if chosen is not None else 0,
            exact=chosen.exact if chosen is not None else 0,
            texts=len(plan.texts),
            sessions=list(sessions),
            quotes=plan.quotes,
            tags=plan.tags,
            memos=plan.memos,
            people=[str(person.code) for person in plan.people.new],
            roles=[str(role.id) for role in plan.people.roles],
            points_new=[point.name for point in plan.points.new],
            points_known=plan.points.known,
            left_out=list(plan.left_out),
            remarks=list(plan.remarks),
        ),
    )


def _told_of_project(file: str, found: ProjectRow, *, dry_run: bool) -> Iterator[str]:
    """The row of a REFI-QDA file, for people."""
    from reflect.services import refi_words as words

    come = "would become" if dry_run else "became"
    yield flat(f"{file}: {words.written_by(found.origin)}")
    yield f"  {words.what_comes(found.texts, found.quotes, found.tags, found.memos, come=come)}"
    if found.positions:
        yield f"  {words.positions(found.positions, found.exact, found.selections)}"
    if found.people:
        yield f"  {words.NO_CONSENT}: {', '.join(found.people)}"
    if found.roles:
        yield f"  {words.NEW_ROLES}: {', '.join(found.roles)}"
    yield f"  {words.codes(found.points_known, len(found.points_new))}"
    for name in found.points_new:
        yield f"    {flat(name)}"
    if found.left_out:
        yield f"  {words.NOT_KEPT}: {', '.join(found.left_out)}"
    for remark in found.remarks:
        yield f"  note: {flat(remark)}"


def _pair(words: str, option: str, example: str) -> tuple[str, str]:
    left, sign, right = words.partition("=")
    if not sign:
        raise InvalidInput(f"{option} needs an equals sign", remedy=f'Write it like {option} "{example}".')
    return left.strip(), right.strip()


def _row(path: Path, plan: Plan) -> ImportRow:
    account, shown = plan.transcript.reconciliation, plan.shown
    nearly = {
        plan.transcript.turns[place.turn].line
        for name in plan.names
        if not name.taken and name.words not in plan.said_of_names
        for place in name.places
    }
    replaced: dict[str, int] = {}
    for name in plan.names:
        if name.taken:
            replaced[name.now] = replaced.get(name.now, 0) + len(name.places)
    return ImportRow(
        file=str(path),
        format=plan.transcript.format.value,
        maker=plan.transcript.maker,
        participant=plan.participant,
        guide=plan.guide.id if plan.guide else "",
        turns=len(plan.transcript.turns),
        words=plan.words,
        minutes=round(plan.seconds / 60, 1),
        speakers=[
            _Speaker(
                name=shown[one.label], who=plan.who[one.label] or "unknown", turns=one.turns, words=one.words
            )
            for one in plan.speakers
        ],
        cues_in=account.cues_in,
        cues_out=account.cues_out,
        cues_empty=account.cues_empty,
        characters_in=account.signs_in,
        spoken=account.spoken,
        labels=account.labels,
        structure=account.structure,
        aside=account.aside,
        questions=len(plan.alignment),
        questions_found=len(plan.alignment) - plan.unasked(),
        replaced=replaced,
        nearly=sorted(nearly),
        remarks=[
            {"kind": remark.kind.value, "text": remark.text, "lines": list(remark.lines)}
            for remark in plan.transcript.remarks
        ],
    )


def _told(row: ImportRow, *, dry_run: bool) -> Iterator[str]:
    """A file's row for people."""
    if row.project is not None:
        yield from _told_of_project(row.file, row.project, dry_run=dry_run)
        return
    made = f" by {row.maker}" if row.maker and row.maker != row.format else ""
    where = "" if dry_run else f" → session {row.session}"
    yield flat(f"{row.file}: {row.format}{made}{where}")
    length = f", {row.minutes:g} min" if row.minutes else ""
    yield f"  {counted(row.turns, 'turn')}, {counted(row.words, 'word')}{length}"
    for one in row.speakers:
        who = flat(one.name) or "nobody knows who"
        unknown = ": nobody's words yet" if one.name and one.who == "unknown" else ""
        yield f"  {who}: {counted(one.turns, 'turn')}, {counted(one.words, 'word')}{unknown}"
    if row.participant and all(one.who != row.participant for one in row.speakers):
        yield f'  note: no words are {row.participant}\'s: say whose with --speaker "LABEL={row.participant}"'
    aside = f", {row.aside:,} left aside" if row.aside else ""
    empty = f", {row.cues_empty} without words" if row.cues_empty else ""
    yield (
        f"  {row.cues_in} in, {row.cues_out} out{empty}; of {row.characters_in:,} characters {row.spoken:,} "
        f"are speech, {row.labels:,} names of speakers, {row.structure:,} the format's own{aside}"
    )
    if row.questions:
        yield f"  {row.questions_found} of {counted(row.questions, 'question')} of {row.guide} found"
    if row.replaced:
        yield "  replaced: " + ", ".join(f"{now} × {count}" for now, count in sorted(row.replaced.items()))
    if row.nearly:
        yield f"  perhaps names, left as they are: {_lines(row.nearly)}"
    for remark in row.remarks:
        yield f"  note: {flat(str(remark['text']))}"


def _lines(lines: Sequence[int]) -> str:
    more = ", …" if len(lines) > _MOST_LINES else ""
    word = "line" if len(lines) == 1 else "lines"
    return f"{word} {', '.join(map(str, lines[:_MOST_LINES]))}{more}"


def _summary(rows: Sequence[ImportRow], *, dry_run: bool) -> str:
    came = sum(not row.refused for row in rows)
    refused = len(rows) - came
    said = f"{counted(came, 'file')} {'would come' if dry_run else 'came'} in"
    if refused:
        said += f", {refused} refused"
    return f"{said}. This was a dry run: nothing was changed." if dry_run else f"{said}."

"""Commands about guides: list, show, check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.group import WRONG, Commands, unknown
from reflect.cli.names import force_option, json_option, out_option
from reflect.cli.output import put_out, put_out_bytes, ready
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_json, print_table
from reflect.errors import GuideInvalid, InvalidInput, NotFound, ReflectError, nearest

if TYPE_CHECKING:  # the parser takes time to load, and `--version` must not wait for it
    from reflect.domain.guide import Guide
    from reflect.services.rows import GuideRow
    from reflect.services.study import Study

study_option = click.option(
    "--study",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="This study's own guides too. Not needed inside a study's folder.",
)


@click.group(cls=Commands, short_help="List, show and check guides.")
def guide() -> None:
    """List, show and check guides: what an interview, a workshop or a self-assessment asks."""


@guide.command(name="list", short_help="List the guides one can run.")
@study_option
@json_option
def list_guides(folder: Path | None, *, as_json: bool) -> None:
    """List the guides one can run: ours, and a study's own."""
    rows = _rows(folder or _study_here())
    if as_json:
        print_json(rows)
        return
    print_table(
        ["id", "for", "kind", "questions", "minutes", "version", "title"],
        [
            [
                row.id,
                row.role or ("a group" if row.mode == "group" else "anyone"),
                row.kind,
                str(row.questions),
                "–" if row.minutes is None else str(row.minutes),
                row.version,
                row.title,
            ]
            for row in rows
        ],
    )


@guide.command(short_help="Print the Markdown of a guide.")
@click.argument("guide_id", metavar="ID")
@study_option
def show(guide_id: str, folder: Path | None) -> None:
    """Print the Markdown of a guide; a good beginning for one of your own."""
    from reflect.guides.read import guide_text

    rows = {str(row.id): row for row in _rows(folder or _study_here())}
    if guide_id not in rows:
        raise unknown("guide", f"“{guide_id}”", list(rows))
    text = guide_text(Path(rows[guide_id].place))
    click.echo(text, nl=not text.endswith("\n"))


@guide.command(name="print", short_help="A guide as a form to answer on paper or by mail.")
@click.argument("guide_id", metavar="ID")
@study_option
@click.option("--format", "kind", type=click.Choice(["md", "html", "docx"]), help="The kind of file.")
@click.option("--with-probes", is_flag=True, help="The interviewer's own copy: introduction, probes, notes.")
@out_option
@force_option
def print_guide(
    guide_id: str,
    folder: Path | None,
    kind: str | None,
    output: Path | None,
    *,
    with_probes: bool,
    force: bool,
) -> None:
    """Make a form of a guide for people who answer on paper or by mail.

    Every question has its place to answer: lines, boxes to tick, places to number, a scale in words. What was
    answered in a form service comes back with `reflect import-answers`.
    """
    kind = kind or _by_ending(output)
    if output is not None:
        ready(output, force=force)
    elif kind == "docx":
        raise InvalidInput("A Word document needs a name", remedy="Give it one with -o FILE.")
    from reflect.exchange.paper_form import paper_form

    form = paper_form(_guide(guide_id, folder or _study_here()), with_probes=with_probes)
    if kind == "docx" and output is not None:
        from reflect.exchange.paper_word import as_docx
        from reflect.services.identity import system_clock

        put_out_bytes(as_docx(form, made=system_clock()), output, force=force)
    elif kind == "html":
        from reflect.exchange.paper_html import as_html

        put_out(as_html(form), output, force=force)
    else:
        from reflect.exchange.paper_markdown import as_markdown

        put_out(as_markdown(form), output, force=force)


def _by_ending(output: Path | None) -> str:
    ending = output.suffix.casefold().removeprefix(".") if output is not None else ""
    return {"htm": "html", "html": "html", "docx": "docx"}.get(ending, "md")


def _guide(guide_id: str, folder: Path | None) -> Guide:
    from reflect.guides.read import read_guide

    rows = {str(row.id): row for row in _rows(folder)}
    if guide_id not in rows:
        raise unknown("guide", f"“{guide_id}”", list(rows))
    if folder is not None:
        with opened(folder) as study:
            return study.starting.on_paper(guide_id)
    from reflect.domain.writing_out import asks_of_points, written_out
    from reflect.services.guide_shelf import shipped_codebook

    guide = read_guide(Path(rows[guide_id].place))
    return written_out(guide, shipped_codebook().offered, {}) if asks_of_points(guide) else guide


@guide.command(short_help="Name every problem of a guide at once.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@study_option
@click.pass_context
def check(ctx: click.Context, files: Sequence[Path], folder: Path | None) -> None:
    """Read guides and name every problem at once, as `file:line: what is wrong: what would be right`.

    Without FILE the guides we ship are checked. With --study, or in a study's folder, its own are checked
    too, and a warning is given where a question is no longer the one that was asked in a session.
    """
    if not files:
        folder = folder or _study_here()
    looked_at = list(files) or _shipped_files()
    problems = [problem for file in looked_at for problem in _problems(file)]
    warnings: list[str] = []
    if folder is not None:
        with opened(folder) as study:
            own = sorted((study.folder / "guides").glob("*.md"))
            looked_at += own
            problems += (*study.guide_shelf.problems(), *study.gallery.problems())
            warnings += _warnings(study)
    for line in (*problems, *warnings):
        click.echo(line)
    click.echo(
        f"{counted(len(looked_at), 'file')} read: {counted(len(problems), 'problem')}, "
        f"{counted(len(warnings), 'warning')}.",
        err=True,
    )
    if problems:
        ctx.exit(WRONG)


def _study_here() -> Path | None:
    from reflect.store.paths import STUDY

    return Path() if Path(STUDY).is_file() else None


def _rows(folder: Path | None) -> Sequence[GuideRow]:
    if folder is not None:
        with opened(folder) as study:
            return study.guide_shelf.rows()
    from msgspec.structs import replace

    from reflect import paths
    from reflect.services.guide_shelf import GuideShelf

    return [replace(row, ours=True) for row in GuideShelf(paths.shipped_guides()).rows()]


def _shipped_files() -> list[Path]:
    from reflect import paths

    return sorted(paths.shipped_guides().glob("*.md"))


def _problems(file: Path) -> Sequence[str]:
    """What is wrong with one file, whichever of the two kinds it says it is."""
    from reflect.guides.read import guide_text, read_codebook, read_guide

    if not file.exists():
        beside = [other.name for other in file.parent.glob("*.md")] if file.parent.is_dir() else []
        raise NotFound("there is no such file", place=str(file), remedy=nearest(file.name, beside))
    try:
        if _is_codebook(guide_text(file)):
            read_codebook(file)
        else:
            read_guide(file)
    except GuideInvalid as error:
        return error.problems
    return ()


def _is_codebook(text: str) -> bool:
    from reflect.guides.codebook import CODEBOOK_KIND

    front = text.lstrip("\n").split("\n---", 1)[0]
    pairs = (line.partition(":") for line in front.splitlines())
    return any(key.strip() == "kind" and value.strip() == CODEBOOK_KIND for key, _, value in pairs)


def _warnings(study: Study) -> Iterator[str]:
    """Where a study's guide is no longer what its sessions were run with, or names what it does not have."""
    from reflect.guides.compare import unknown_references

    rows = {row.id: row for row in study.guide_shelf.rows()}
    seen: set[tuple[str, str]] = set()
    for session in reversed(study.sessions()):
        row = rows.get(session.guide)
        text = study.session_record(session.id).session.guide_text
        if row is None or (row.id, text) in seen:
            continue
        seen.add((row.id, text))
        for change in study.guide_shelf.changes_since(row.id, text):
            yield f"{row.place}: warning: since session {session.id} of {session.started[:10]}: {change}"
    points = [point.id for point in study.codebook().points]
    roles = [role.id for role in study.roles()]
    for row in rows.values():
        try:
            found = unknown_references(study.guide_shelf.guide(row.id), points, roles)
        except ReflectError:
            continue  # it became unreadable meanwhile: the next check says so
        for sentence in found:
            yield f"{row.place}: warning: {sentence}"

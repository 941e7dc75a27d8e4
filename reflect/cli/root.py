"""The program's own options, and all its commands under one name."""

from __future__ import annotations

import click

from reflect import __version__
from reflect.cli.group import OnDemand, Root

_HELP = {"help_option_names": ["-h", "--help"]}

_EXIT_CODES = """\b
Exit codes:
  0    done
  1    something is wrong: `check` found something, a file could not be written
  2    wrong usage, or something that was given cannot be used
  3    no such study, guide, participant, session or file
  4    a study file could not be read or written
  5    the team's repository could not be reached; everything is kept here
  70   reflect itself failed; a note of where lies in its state folder
  130  stopped with Ctrl-C
"""


@click.group(
    cls=Root, invoke_without_command=True, context_settings=_HELP, epilog=_EXIT_CODES, name="reflect"
)
@click.version_option(__version__, prog_name="reflect", message="%(prog)s %(version)s")
@click.pass_context
def root(ctx: click.Context) -> None:
    """Guided reflection interviews in a terminal: from the guide to the write-up, with consent.

    Without a command, the home screen opens: recent studies, a new one, the demo. Lists and Markdown go to
    standard output, everything else that is said to standard error.
    """
    if ctx.invoked_subcommand is None:
        from reflect.cli.screens import show_home

        show_home()


root.commands = OnDemand(
    {
        "demo": "start:demo",
        "new": "start:new",
        "open": "start:open_study",
        "interview": "start:interview",
        "guide": "guides:guide",
        "import": "importing:import_files",
        "people": "lists:people",
        "sessions": "lists:sessions",
        "quotes": "lists:quotes",
        "import-answers": "import_answers:import_answers",
        "answer": "answer:answer",
        "serve": "serve:serve",
        "answers": "answers:answers",
        "approvals": "approvals:approvals",
        "withdraw": "withdraw:withdraw",
        "search": "search:search",
        "matrix": "matrix:matrix",
        "agreement": "agreement:agreement",
        "chart": "chart:chart",
        "coverage": "coverage:coverage",
        "framework": "framework:framework",
        "audit": "audit:audit",
        "codebook": "codebook:codebook",
        "rounds": "rounds:rounds",
        "progress": "progress:progress",
        "write": "write:write",
        "versions": "versions:versions",
        "export": "export:export",
        "merge": "merge:merge",
        "sync": "sync:sync",
        "merge-driver": "sync:merge_driver",
        "check": "check:check",
        "repair": "repair:repair",
        "bin": "bin:bin_group",
        "backup": "backup:backup",
        "restore": "backup:restore",
        "completion": "completion:completion",
    }
)

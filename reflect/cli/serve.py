"""The command that shows a study, or one session of it, in a browser on this machine."""

from __future__ import annotations

import asyncio
import errno
import os
import secrets
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.answer import wanted_options
from reflect.cli.names import folder_argument
from reflect.cli.screens import SERVED
from reflect.errors import InvalidInput, ReflectError

if TYPE_CHECKING:  # with aiohttp slow to load, and not there without the extra
    from reflect.services.own_answers import Wanted
    from reflect.web.server import Wording

LOOPBACK = "127.0.0.1"
PORT = 8765
_HIGHEST = 65535
_TAKEN = (errno.EADDRINUSE,)


@click.command(short_help="Show a study, or one session to its participant, in a browser.")
@folder_argument
@wanted_options
@click.option(
    "--host", default=LOOPBACK, metavar="ADDRESS", help="Listen for other devices, at this address."
)
@click.option(
    "--port",
    type=click.IntRange(0, _HIGHEST),
    default=PORT,
    show_default=True,
    help="Where; 0 finds a free one.",
)
@click.option("--whole-study", is_flag=True, help="With --host: let other devices see everything in it.")
def serve(
    folder: Path,
    *,
    guide_id: str,
    participant: str | None,
    session: str | None,
    round_id: str,
    host: str,
    port: int,
    whole_study: bool,
) -> None:
    """Show the study in FOLDER in a browser on this computer, behind an address that works once.

    With --session, or --guide and --participant, the browser shows that one session and nothing else, for
    the participant to answer. The page asks nothing of the outside world. Other devices can only come in when
    --host says so; what is typed there travels unencrypted. Ctrl+C ends it, with everything saved.
    """
    from reflect.services.own_answers import Wanted

    wanted = Wanted(session=session or "", guide=guide_id, participant=participant or "", round=round_id)
    own = wanted != Wanted()
    _check(host, own=own, whole_study=whole_study)
    _need_server()
    from reflect.web.hosts import is_everywhere, is_loopback
    from reflect.web.keys import Keys
    from reflect.web.server import PageServer

    with _listen(host, port) as listening:
        words = _answering(folder, wanted) if own else _whole(folder)  # last: it may begin a session
        shown_as = _this_machine() if is_everywhere(host) else host
        if not is_loopback(host):
            click.echo(_warning(own=own), err=True)

        def invite(said: str) -> None:
            click.echo(said, err=True)
            click.echo(server.address(shown_as))

        server = PageServer(
            [sys.executable, "-m", "reflect", *words],
            surroundings={SERVED: "1"},
            keys=Keys(lambda: secrets.token_urlsafe(32)),
            listening=listening,
            host=host,
            wording=_wording(own=own),
            told=lambda said: click.echo(said, err=True),
            invited=invite,
        )
        asyncio.run(server.serve_until_stopped())
    click.echo("Closed. Everything typed is kept.", err=True)


def _check(host: str, *, own: bool, whole_study: bool) -> None:
    """Raise InvalidInput where a whole study would be open to others without anybody having said so."""
    from reflect.web.hosts import is_loopback

    if own and whole_study:
        raise InvalidInput(
            "One session is shown or the whole study, not both", remedy="Leave --whole-study out."
        )
    if not own and not whole_study and not is_loopback(host):
        raise InvalidInput(
            "This would show the whole study, names included, to other devices",
            remedy="Name one session to answer with --guide and --participant; or say --whole-study too.",
        )


def _need_server() -> None:
    try:
        import textual_serve.server  # noqa: F401 - asked for only to see whether it is there
    except ImportError:
        raise InvalidInput(
            "What shows reflect in a browser is not installed",
            remedy="Install it with: pip install 'reflect-interviews[serve]'",
        ) from None


def _answering(folder: Path, wanted: Wanted) -> list[str]:
    """The command that shows one session. It is begun now, so that whoever comes back finds the same one."""
    from reflect.services.own_answers import own_desk
    from reflect.services.study import Study

    study = Study.open(folder)
    try:
        desk = own_desk(study, wanted)
        desk.close()
    finally:
        study.close()
    return ["answer", os.fspath(folder.resolve()), "--session", desk.record.session.id]


def _whole(folder: Path) -> list[str]:
    from reflect.services.study import Study

    Study.open(folder).close()
    return ["open", os.fspath(folder.resolve())]


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, reuse_port=False)
    except socket.gaierror:
        raise InvalidInput(
            f"This computer knows no address “{host}”", remedy="Give --host one of its own addresses."
        ) from None
    except PermissionError:
        raise InvalidInput(
            f"Port {port} may only be used by the system", remedy="Choose one from 1024 on, or --port 0."
        ) from None
    except OSError as error:
        if error.errno in _TAKEN:
            raise InvalidInput(
                f"Port {port} is in use by another program",
                remedy="Choose another one with --port, or let reflect find a free one with --port 0.",
            ) from None
        raise ReflectError(f"reflect cannot listen at {host}: {error.strerror}") from error


def _this_machine() -> str:
    """The address by which devices in the same network reach this machine; asks nobody for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("192.0.2.1", 9))  # sends nothing: the system only says from where it would
            return str(line.getsockname()[0])
        except OSError:
            return socket.gethostname()


def _warning(*, own: bool) -> str:
    what = "the session" if own else "the WHOLE STUDY, names included"
    return (
        f"Careful: whoever is in the same network and has the address can see {what}, and what is typed "
        "travels unencrypted, so that others in that network could read it. Use a network that is yours "
        "alone, such as a phone's hotspot, and end this with Ctrl+C as soon as you are done."
    )


def _wording(*, own: bool) -> Wording:
    from reflect.web.server import Wording

    if own:
        return Wording(
            title="Questions",
            opening="One moment. The questions are being opened.",
            closed="This page is closed now. What you wrote is kept. Please give the tablet or the computer "
            "back to the person who gave it to you, or go on.",
            again="Go on with the questions",
        )
    return Wording(
        title="reflect",
        opening="One moment. The study is being opened.",
        closed="reflect is closed here. Everything typed is kept.",
        again="Open it again",
    )

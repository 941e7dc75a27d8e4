"""Groups of commands that end in words and a documented exit code, and never in a traceback."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import IO, Any, cast

import click

from reflect.cli import crash
from reflect.errors import NotFound, ReflectError, nearest

INTERRUPTED = 130
WRONG = 1


class Ended(click.ClickException):
    """A command that could not be done: its sentence goes to standard error, its code to the shell."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]  # click has one code a class; ours come with the error

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence as it is."""
        click.echo(self.format_message(), file=file, err=True)


class OnDemand(MutableMapping[str, click.Command]):
    """Commands by their names, each loaded when somebody asks for it: a list should not wait for a merge.

    `places` says where in `reflect.cli` each is: `module:variable`.
    """

    def __init__(self, places: dict[str, str]) -> None:
        self._places: dict[str, str | click.Command] = dict(places)

    def __getitem__(self, name: str) -> click.Command:
        place = self._places[name]
        if isinstance(place, str):
            module, _, variable = place.partition(":")
            place = self._places[name] = getattr(import_module(f"reflect.cli.{module}"), variable)
        return cast("click.Command", place)

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._places[name] = command

    def __delitem__(self, name: str) -> None:
        del self._places[name]

    def __contains__(self, name: object) -> bool:
        return name in self._places  # without loading it

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class Commands(click.Group):
    """A group that knows its commands' names, nearest first, and turns our errors into words and codes."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is named together with the nearest right one."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = nearest(args[0], self.list_commands(ctx))
            ctx.fail(f"There is no command “{args[0]}”. {known}")
        return super().resolve_command(ctx, args)


class Root(Commands):
    """The whole program."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever goes wrong ends in a sentence."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        except ReflectError as error:
            raise Ended(str(error), error.exit_code) from error
        except OSError as error:
            raise Ended(_of_the_system(error), WRONG) from error
        except Exception as error:  # the last door: a person gets a sentence, not a traceback
            raise Ended(crash.sentence(error), crash.EXIT_CODE) from error


def _of_the_system(error: OSError) -> str:
    """What the operating system refused, in one sentence; a missing file is rarely all there is to say."""
    what = error.strerror or type(error).__name__
    return f"{error.filename}: {what}." if error.filename else f"The system refused: {what}."


def unknown(what: str, wanted: str, known: list[str]) -> NotFound:
    """The error for a name that nothing has."""
    return NotFound(f"There is no {what} {wanted}", remedy=nearest(wanted, known))

"""The command that prints what a shell needs to complete our commands."""

from __future__ import annotations

import click

_HOW = {
    "bash": 'eval "$(reflect completion bash)" in ~/.bashrc',
    "zsh": 'eval "$(reflect completion zsh)" in ~/.zshrc',
    "fish": "reflect completion fish > ~/.config/fish/completions/reflect.fish",
}


@click.command(short_help="Print the completion script for a shell.")
@click.argument("shell", type=click.Choice(list(_HOW)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL: commands, options, guides, participants, sessions.

    \b
    bash: eval "$(reflect completion bash)" in ~/.bashrc
    zsh:  eval "$(reflect completion zsh)" in ~/.zshrc
    fish: reflect completion fish > ~/.config/fish/completions/reflect.fish
    """  # noqa: D301 (click's own sign for lines that are not to be wrapped)
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 (click.Choice has seen to it)
    click.echo(kind(ctx.find_root().command, {}, "reflect", "_REFLECT_COMPLETE").source())
    click.echo(f"To have it in every shell: {_HOW[shell]}", err=True)

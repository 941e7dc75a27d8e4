"""What is told and kept of an error nobody foresaw: where in the program, and nothing of the study."""

from __future__ import annotations

import traceback

from reflect import __version__, paths

EXIT_CODE = 70
"""What `sysexits.h` calls EX_SOFTWARE."""


def sentence(error: BaseException) -> str:
    """Note where it happened in the state folder, and say so in one sentence.

    The note holds file names of the program, line numbers and the error's type: no message, no values of
    variables and no source lines, since people's words and names could stand in them.
    """
    kind = type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"reflect {__version__}: {kind}"]
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    file = paths.state_folder() / "crash.txt"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        return f"Sorry: reflect had to stop ({kind})."
    return (
        f"Sorry: reflect had to stop ({kind}); where in the program it happened, and nothing from your "
        f"study, is noted in {file}."
    )

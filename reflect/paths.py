"""Where things lie outside a study: this machine's own state, and the guides and samples we ship.

Nothing is made here at import; a folder is made by whoever writes into it, when it writes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

JOURNALS = "journal"
"""The folder of a study's typing journals, in the study's own folder of this machine's state."""


def state_folder() -> Path:
    """This machine's own folder (recent studies, crash notes); `REFLECT_STATE_DIR` overrides it."""
    override = os.environ.get("REFLECT_STATE_DIR")
    if override:
        return Path(override)
    import platformdirs  # here, since the command line seldom needs it

    return Path(platformdirs.user_state_dir("reflect", appauthor=False))


def cache_folder() -> Path:
    """What can be made again at any time (the index a study); `REFLECT_CACHE_DIR` overrides it."""
    override = os.environ.get("REFLECT_CACHE_DIR")
    if override:
        return Path(override)
    if (
        os.name == "posix" and sys.platform != "darwin"
    ):  # as platformdirs has it, which takes longer to load than a search to run
        given = os.environ.get("XDG_CACHE_HOME", "").strip()
        return (Path(given) if given else Path.home() / ".cache") / "reflect"
    import platformdirs

    return Path(platformdirs.user_cache_dir("reflect", appauthor=False))


def config_file() -> Path:
    """The researcher's own settings (keys, theme, name); `REFLECT_CONFIG` overrides it. May not exist."""
    override = os.environ.get("REFLECT_CONFIG")
    if override:
        return Path(override)
    import platformdirs  # here, since the command line seldom needs it

    return Path(platformdirs.user_config_dir("reflect", appauthor=False)) / "config.toml"


def shipped_guides() -> Path:
    """The folder of the guides we ship: inside an installed package, or beside it in a checkout."""
    return _shipped("interview_guides")


def shipped_transcripts() -> Path:
    """The folder of the sample interviews we ship."""
    return _shipped("transcripts")


def shipped_pictures() -> Path:
    """The file of the pictures we ship."""
    return Path(__file__).parent / "gallery" / "pictures.md"


def _shipped(name: str) -> Path:
    package = Path(__file__).parent
    installed = package / "shipped" / name
    return installed if installed.is_dir() else package.parent / name

"""What every test stands on: a state folder of its own, so that no test sees this machine's."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("suite", deadline=None)  # how fast is for the benchmarks to say
hypothesis.settings.load_profile("suite")
# What has been compiled is kept, for the many processes that tests start as well.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read once, when Textual is imported, so before any fixture


def pytest_collection_finish() -> None:
    """Keep what the modules made out of every collection of garbage: it stays for as long as tests run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


REAL_FSYNC = os.fsync


@pytest.fixture(autouse=True, scope="session")
def no_power_cut() -> Iterator[None]:
    """Nobody cuts the power while tests run, so nobody waits for the disk: that was a sixth of the suite.

    That the disk is asked, and in which order, is tested where file operations are watched; processes that
    are killed are of their own, and wait; `tests/faults` waits as well.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test leaves words in this machine's cache, whenever it opens a study."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFLECT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes what reflect remembers on this machine."""
    monkeypatch.setenv("REFLECT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("REFLECT_CONFIG", str(tmp_path / "config.toml"))

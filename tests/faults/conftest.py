"""Here the disk is really waited for."""

from __future__ import annotations

import os

import pytest

from tests.conftest import REAL_FSYNC


@pytest.fixture(autouse=True)
def the_disk_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is promised of a disk is tried on one."""
    monkeypatch.setattr(os, "fsync", REAL_FSYNC)

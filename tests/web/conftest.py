"""A study with a guide of two questions and somebody to answer it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.studies import a_person, a_study
from tests.web.serving import ASKS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    (study.folder / "guides" / "how-we-work.md").write_text(ASKS, "utf-8")
    study.close()
    return study.folder

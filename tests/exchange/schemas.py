"""The published schemas of REFI-QDA 1.0. That of projects lies here: it is under the MIT licence, as it says.

That of codebooks names no licence, so it is looked for beside the repository, in `shared/refi`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

HERE = Path(__file__).parent


def faults(data: bytes, schema: str = "Project.xsd") -> list[str]:
    """What a schema finds wrong with a file; skips the test where the schema is not there."""
    path = _found(schema)
    if path is None:
        pytest.skip(f"{schema} is not beside the repository (shared/refi)")
    rules: Any = etree.XMLSchema(etree.parse(str(path)))
    document = etree.fromstring(data)
    rules.validate(document)
    return [f"line {error.line}: {error.message}" for error in rules.error_log]


def _found(schema: str) -> Path | None:
    places = [HERE / "refi", *(above / "shared" / "refi" for above in HERE.parents)]
    return next((place / schema for place in places if (place / schema).exists()), None)

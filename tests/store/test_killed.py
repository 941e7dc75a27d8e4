"""A real process, killed by the system in the middle of a save."""

import os
import signal
from pathlib import Path

import pytest

from reflect.domain.ids import QuestionId
from reflect.store.session_file import SessionFile
from tests.store.builders import a_session, everything_in, line_from, python

SAVING = """
import sys
from pathlib import Path
import msgspec
from reflect.store.session_file import SessionFile
from tests.store.builders import OPERATIONS, FileSystem, a_session

class Stopping(FileSystem):
    left = -1
    def __getattribute__(self, name):
        found = object.__getattribute__(self, name)
        if name not in OPERATIONS:
            return found
        def watched(*given):
            Stopping.left -= 1
            if Stopping.left == 0:
                if name == "write":
                    found(given[0], given[1][: len(given[1]) // 2])
                print(name, flush=True)
                sys.stdin.readline()
            return found(*given)
        return watched

path, folder, at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
file = SessionFile(path, folder, files=Stopping())
for n in range(3):
    if n == 2:
        Stopping.left = at
    file.save(a_session(answer=f"Answer {n}. " * 500))
print("saved", flush=True)
sys.stdin.readline()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is Unix")
def test_killed_at_any_operation_the_session_is_there_whole(tmp_path: Path) -> None:
    stopped: list[str] = []
    for at in range(1, 21):
        folder = tmp_path / str(at)
        (folder / "sessions").mkdir(parents=True)
        path = folder / "sessions" / "2026-11-23-P03-provider-k3v9.json"
        with python(SAVING, path, folder, at) as process:
            stopped.append(line_from(process))
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        file = SessionFile(path, folder)
        assert file.notices == []
        record = file.read()
        text = record.responses[QuestionId("question-0")].text
        assert text in ("Answer 1. " * 500, "Answer 2. " * 500)
        if stopped[-1] == "saved":
            assert text.startswith("Answer 2")
        # Its guard and its half-written file stand in nobody's way.
        assert file.save(a_session(answer="Afterwards."))
        left = [name for name in everything_in(folder) if name.endswith(".tmp")]
        assert len(left) <= 2
    assert {"create", "write", "sync", "link", "replace", "sync_folder", "saved"} <= set(stopped)

"""Where the index of a study that is open to be worked on gets what it holds."""

from __future__ import annotations

from reflect.services.guide_shelf import parsed
from reflect.services.index_refresh import Sources
from reflect.store.people_file import PeopleFile
from reflect.store.session_file import read_session
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder


def sources_of(store: StudyFolder, study_file: StudyFile, people_file: PeopleFile) -> Sources:
    """The study's sessions, people, memos and codebook, each as it is when it is asked for."""
    return Sources(
        folder=store.folder,
        uid=study_file.settings().uid,
        session_paths=store.session_paths,
        # Not kept: a first look through ten thousand sessions would fill the memory with them.
        read=lambda path: read_session(path, store.folder),
        parse=parsed,
        roles=lambda: {code: person.role for code, person in people_file.participants.all().items()},
        memos=lambda: list(study_file.memos.all().values()),
        moved=lambda: study_file.codebook().moved,
    )

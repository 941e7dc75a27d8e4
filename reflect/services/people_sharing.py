"""What others noted of people and their consent, brought into this laptop's own list as soon as it is here.

Not only a sync brings it: whoever runs `git pull` by hand gets a new `people-shared.json`, and a consent that
was withdrawn elsewhere must hold from the moment somebody opens the study.
"""

from __future__ import annotations

from contextlib import suppress

from reflect.domain.ids import Clock
from reflect.errors import ReflectError
from reflect.store.paths import PEOPLE_SHARED
from reflect.store.people_shared_file import SharedPeople
from reflect.store.study_folder import StudyFolder


def take_up_shared(study: StudyFolder, *, clock: Clock) -> list[str]:
    """Bring in what is waiting; returns what the researcher should be told. Costs a look when nothing is."""
    with suppress(ReflectError):  # what is wrong with the study's own file is told by whoever opens it
        study.lay_out_missing()
        people = SharedPeople(study.folder, uid=study.uid(), clock=clock)
        try:
            if people.waiting():
                people.agree()
        except ReflectError as error:
            told = f"What others noted of consent (in {PEOPLE_SHARED}) could not be brought in: {error}"
            return [f"{told} Export nothing until it is: somebody may have withdrawn."]
    return []

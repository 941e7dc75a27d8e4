"""A study of any size, of invented words, in real sealed files.

    python benchmarks/generate.py FOLDER [--sessions N] [--passages N] [--words N] [--quotes N] [--seed N]

Every file is written by the store's own encoder, so that reflect takes it for what it is. The same numbers
give the same study. Where the disk has no room for what was asked, passages and quotes are made fewer, and
that is said.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from reflect import paths
from reflect.domain.codebook import LearningPoint
from reflect.domain.consent import Attribution, Consent
from reflect.domain.guide import Guide
from reflect.domain.ids import GuideId, ParticipantCode, PassageId, PointId, QuoteId, SessionId
from reflect.domain.people import DEFAULT_ROLES, Participant
from reflect.domain.recovery import as_fields
from reflect.domain.session import (
    Memo,
    MemoTarget,
    Quote,
    Session,
    SessionKind,
    SessionRecord,
    Tag,
    Turn,
    tag_id,
)
from reflect.guides.parse import parse_guide
from reflect.guides.read import guide_text
from reflect.store.records import to_record
from reflect.store.sealed import encode
from reflect.store.study_folder import StudyFolder, session_name

RESEARCHERS = ("ana", "bea", "caro")
SHARE = 0.4
"""Of what is free on the disk, no more than this is used, the index included."""
_OFTEN = """
the and to of a we it that in they was you for on with had be this have but so not what when them there were
she he from about as our if or who their all would been up one out people really because said time just get
know think more can no now how him her my by me did is at do then us very which some
"""
_SYLLABLES = """
ba cor den fel gar hol in jun ka lum mer not or pel qui ran sol tri ul ver wex yor zan shel trust coun hous
"""
_BEGIN = datetime(2024, 1, 8, 9, tzinfo=UTC)


class Size(NamedTuple):
    """How large a study is."""

    sessions: int
    passages: int
    """Turns a session."""
    words: int
    """Words a turn, on average."""
    quotes: int
    """Quotes a session, a tag and a quarter each."""

    def bytes(self) -> int:
        """What it takes on the disk, about: the files and the index."""
        letters = self.words * 5.3
        return int(
            self.sessions * (self.passages * (2.9 * letters + 260) + self.quotes * (2.6 * letters + 900))
        )


class Vocabulary:
    """Invented words whose frequencies fall as those of a language do (Zipf)."""

    def __init__(self, chance: random.Random, count: int = 20_000) -> None:
        made = dict.fromkeys(_OFTEN.split())
        while len(made) < count:
            made["".join(chance.choices(_SYLLABLES.split(), k=chance.randint(2, 4)))] = None
        self.words = list(made)
        self._frequencies = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(count)))
        self._chance = chance

    def said(self, count: int) -> list[str]:
        """So many words, one after the other."""
        return self._chance.choices(self.words, cum_weights=self._frequencies, k=count)


def fitting(size: Size, folder: Path) -> Size:
    """The size, or a smaller one that the disk has room for; which is said."""
    room = shutil.disk_usage(next(p for p in (folder, *folder.parents) if p.exists())).free * SHARE
    if size.bytes() <= room:
        return size
    less = room / size.bytes()
    small = size._replace(passages=max(2, int(size.passages * less)), quotes=max(1, int(size.quotes * less)))
    print(
        f"The disk has room for {room / 1e9:.1f} GB of the {size.bytes() / 1e9:.1f} GB that were asked for: "
        f"{small.passages} passages and {small.quotes} quotes a session instead."
    )
    return small


def generate(
    folder: Path,
    size: Size,
    *,
    points: int = 24,
    seed: int = 7,
    progress: Callable[[int], None] = lambda _done: None,
) -> None:
    """Make the study; the folder must be empty or not there yet."""
    chance = random.Random(seed)  # noqa: S311 - the same words in every run
    words = Vocabulary(chance)
    codebook = [
        LearningPoint(id=PointId(f"LP{n}"), number=n, name=f"Point {n}", description="Invented.")
        for n in range(1, points + 1)
    ]
    StudyFolder.create(
        folder, uid=f"benchmark{seed}", title="Benchmark", created=_BEGIN.isoformat(), points=codebook
    )
    people = [_person(n) for n in range(1, max(2, size.sessions // 2) + 1)]
    table = {str(person.code): to_record(person) for person in people}
    data = encode({"participants": table}, uid=f"benchmark{seed}/people", generation=1, parent="")
    (folder / "people.json").write_bytes(data)
    guides = [parse_guide(text, "guide") for text in _guides()]
    texts = dict(zip(guides, _guides(), strict=True))
    for number in range(size.sessions):
        person, guide = people[number % len(people)], chance.choice(guides)
        record = _session(number, size, person, guide, texts[guide], words, chance, codebook)
        _write(folder, record, person)
        progress(number + 1)


def _guides() -> list[str]:
    shipped = paths.shipped_guides()
    return [guide_text(shipped / f"{name}.md") for name in ("provider", "commissioner", "lived-experience")]


def _person(number: int) -> Participant:
    role = DEFAULT_ROLES[number % len(DEFAULT_ROLES)].id
    consent = Consent(take_part=True, quoted=True, attribution=Attribution.ROLE_ONLY, date="2024-01-02")
    return Participant(
        code=ParticipantCode(f"P{number:02d}"),
        role=role,
        name=f"Invented Name{number}",
        consents=(consent,),
    )


def _session(
    number: int,
    size: Size,
    person: Participant,
    guide: Guide,
    text: str,
    words: Vocabulary,
    chance: random.Random,
    codebook: list[LearningPoint],
) -> SessionRecord:
    session_id = SessionId(f"s{number:06d}")
    # Two interviews a working hour, so that several stand at the same day.
    started = (_BEGIN + timedelta(minutes=37 * number)).isoformat()
    turns = list(_turns(size, person.code, words, chance))
    quotes = list(_quotes(number, size, turns, started, chance))
    tags = [tag for quote in quotes for tag in _tags(quote, codebook, chance)]
    memos = [
        Memo(
            id=f"m{number}x{n}",
            target=MemoTarget.QUOTE,
            target_id=quote.id,
            text=" ".join(words.said(12)),
            by=quote.by,
            at=started,
        )
        for n, quote in enumerate(quotes[::40])
    ]
    return SessionRecord(
        session=Session(
            id=session_id,
            kind=SessionKind.TRANSCRIPT,
            guide=GuideId(guide.id),
            guide_version=guide.version,
            guide_text=text,
            participant=person.code,
            researcher=chance.choice(RESEARCHERS),
            started=started,
            ended=started,
            seconds=3600.0,
        ),
        turns={turn.id: turn for turn in turns},
        quotes={quote.id: quote for quote in quotes},
        tags={tag.id: tag for tag in tags},
        memos={memo.id: memo for memo in memos},
    )


def _turns(size: Size, code: ParticipantCode, words: Vocabulary, chance: random.Random) -> Iterator[Turn]:
    lengths = [
        max(1, int(size.words * (0.4 if n % 2 == 0 else 1.6) * chance.uniform(0.2, 1.8)))
        for n in range(size.passages)
    ]
    said = iter(words.said(sum(lengths)))
    for n, length in enumerate(lengths):
        sentence = " ".join(itertools.islice(said, length))
        yield Turn(
            id=f"t{n:04d}",
            order=n,
            speaker=code if n % 2 else "Interviewer",
            text=f"{sentence[0].upper()}{sentence[1:]}.",
            start=n * 11.5,
            participant=code if n % 2 else None,
        )


def _quotes(
    number: int, size: Size, turns: list[Turn], started: str, chance: random.Random
) -> Iterator[Quote]:
    answers = turns[1::2] or turns
    for n in range(size.quotes):
        turn = chance.choice(answers)
        gaps = [0, *(at + 1 for at, letter in enumerate(turn.text) if letter == " "), len(turn.text) + 1]
        first = chance.randrange(len(gaps) - 1)
        last = min(len(gaps) - 1, first + chance.randint(4, 40))
        start, end = gaps[first], gaps[last] - 1
        yield Quote(
            id=QuoteId(f"q{number:06d}x{n:03d}"),
            passage=PassageId(f"turn:{turn.id}"),
            start=start,
            end=end,
            words=turn.text[start:end],
            by=chance.choice(RESEARCHERS),
            at=started,
        )


def _tags(quote: Quote, codebook: list[LearningPoint], chance: random.Random) -> Iterator[Tag]:
    for point in chance.sample(codebook, 2 if chance.random() < 0.25 else 1):
        yield Tag(
            id=tag_id(quote.id, point.id, quote.by),
            quote=quote.id,
            point=point.id,
            by=quote.by,
            at=quote.at,
            contradicts=chance.random() < 0.05,
        )


def _write(folder: Path, record: SessionRecord, person: Participant) -> None:
    session = record.session
    name = session_name(
        session.id, started=session.started, participant=session.participant, role=person.role
    )
    data = encode(as_fields(record), uid=session.id, generation=1, parent="")
    (folder / "sessions" / name).write_bytes(data)


def main() -> None:
    """Make a study and say how long it took and how large it is."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("folder", type=Path)
    for name, usual in (("sessions", 10_000), ("passages", 300), ("words", 30), ("quotes", 200), ("seed", 7)):
        asked.add_argument(f"--{name}", type=int, default=usual)
    given = asked.parse_args()
    size = fitting(Size(given.sessions, given.passages, given.words, given.quotes), given.folder)
    began = time.perf_counter()

    def progress(done: int) -> None:
        if done % 500 == 0:
            print(f"{done} sessions", file=sys.stderr)

    generate(given.folder, size, seed=given.seed, progress=progress)
    files = [path.stat().st_size for path in (given.folder / "sessions").iterdir()]
    print(
        f"{len(files)} sessions of {size.passages} passages and {size.quotes} quotes, "
        f"{sum(files) / 1e6:.0f} MB, in {time.perf_counter() - began:.0f} s: {given.folder}"
    )


if __name__ == "__main__":
    main()

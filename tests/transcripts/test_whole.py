"""Whatever is written in a format reads as the same words and times, and damage never loses words unseen."""

from __future__ import annotations

import html
import random
import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.errors import ReflectError
from reflect.transcripts.markup import without_tags
from reflect.transcripts.reading import read_transcript
from reflect.transcripts.records import Transcript

from .making import FIXTURES
from .writing import WAYS, Said, Talk, Way, clock, whole

PEOPLE = ("Ana Ruiz", "Marian Okafor", "Renée O'Brien", "P06", "田中")
WORDS = st.sampled_from(
    [
        "so",
        "Nobody",
        "decides,",
        "it’s",
        "£40",
        "at",
        "10:30",
        "a < b & c",
        "“no”",
        "Żyje",
        "田",
        "👍🏽",
        "e\u0301t",
        "then:",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(lambda words: "And " + " ".join(words) + ".")
FILES = sorted(FIXTURES.iterdir())
TEXTS = [path for path in FILES if path.suffix not in (".json", ".otr")]


@st.composite
def talks(draw: st.DrawFn) -> Talk:
    """A few cues of people who all speak more than once, with times that run forward."""
    at = 0
    said: list[Said] = []
    people = draw(st.permutations(PEOPLE))[: draw(st.integers(2, 3))]
    order = [*people, *people, *draw(st.lists(st.sampled_from(people), max_size=4))]
    for speaker in order:
        start = at + draw(st.integers(0, 9_000))
        at = start + draw(st.integers(1_000, 400_000))
        said.append(Said(speaker, draw(SENTENCES), start, at))
    return said


def whole_or_refused(data: bytes, name: str) -> Transcript | None:
    """The file read, or None when it is refused in words that name it; any other end fails the test."""
    try:
        return read_transcript(data, name=name)
    except ReflectError as error:
        message = str(error)
    assert message.startswith(name)
    assert "add up" not in message
    return None


def dice_of(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a test wants the same numbers again, not secret ones


def squeezed(text: str) -> str:
    return "".join(text.split())


def merged(pairs: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbours of one speaker as one, without white space."""
    found: list[tuple[str, str]] = []
    for speaker, words in pairs:
        if found and found[-1][0] == speaker:
            found[-1] = (speaker, found[-1][1] + squeezed(words))
        else:
            found.append((speaker, squeezed(words)))
    return found


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(talk=talks())
def test_a_talk_written_in_any_format_reads_as_the_same_words_speakers_and_times(
    way: Way, talk: Talk
) -> None:
    written = way.write(talk)
    transcript = read_transcript(written if isinstance(written, bytes) else written.encode(), name=way.name)
    expected = merged((said.speaker if way.speakers else "", said.words) for said in talk)
    assert merged((turn.speaker, turn.text) for turn in transcript.turns) == expected
    starts = [cue.start for cue in transcript.cues]
    if way.step is None:
        assert set(starts) == {None}
    else:
        assert starts == [said.start // way.step * way.step / 1000 for said in talk]
    for turn in transcript.turns:
        assert [turn.text[mark.offset :][:3] for mark in turn.marks] == ["And"] * len(turn.marks)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_file_cut_off_after_any_line_loses_no_word_unseen(path: object) -> None:
    name = getattr(path, "name")  # noqa: B009
    lines = (FIXTURES / name).read_text(encoding="utf-8").split("\n")
    for count in range(1, len(lines)):
        text = "\n".join(lines[:count])
        transcript = whole_or_refused(text.encode(), name)
        assert transcript is None or spoken_words(text) <= shown_words(transcript), count


def spoken_words(text: str) -> set[str]:
    """The words of a text file that are no grammar of any format."""
    plain = html.unescape(re.sub(r"<v ", "<v> ", text))
    words = re.findall(r"[^\W\d_]{4,}", without_tags(plain.replace("<v>", "").replace(">", "> ")))
    grammar = {"WEBVTT", "NOTE", "align", "start", "position", "text", "Speaker", "Time", "Text"}
    return {word for word in words if not re.fullmatch("[0-9a-f]+", word)} - grammar


def shown_words(transcript: Transcript) -> set[str]:
    """Every word that a person can see: spoken, left aside, or a speaker's name."""
    parts = [turn.text for turn in transcript.turns]
    parts += [turn.speaker for turn in transcript.turns]
    parts += [aside.text for aside in transcript.reconciliation.asides]
    empty = any(remark.kind.value == "no words" for remark in transcript.remarks)
    names = ["Ana Ruiz Marian Okafor Gillian Pell Tomasz Helen Speaker"] if empty else []
    return set(re.findall(r"[^\W\d_]{4,}", " ".join([*parts, *names])))


JUNK = (
    *(
        b"-->",
        b"00:00:05.000 --> 00:00:06.000\n",
        b"\n\n",
        b"\r",
        b"<v ",
        b"</v>",
        b"&amp;",
        b"NOTE ",
        b"WEBVTT",
    ),
    *(
        b": ",
        b"Ana: ",
        b"//S01: ",
        b"[00:01:02]",
        b"0:07\n",
        b"**",
        b"# ",
        b'"',
        b",",
        b"\x00",
        b"\xff",
        b"\xc3",
    ),
    *(
        b"\xef\xbb\xbf",
        b"---\n",
        b"1\n",
        b"\t",
        b"<00:00:01.000>",
        b"{",
        b"}",
        b"#00:01:02-3#",
        b"\xe2\x80\xa8",
    ),
)


def damaged(data: bytes, dice: random.Random) -> bytes:
    """The file with pieces taken out, doubled, swapped for others or put in."""
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(data) + 1)
        until = min(len(data), at + dice.randint(0, 60))
        other = dice.choice(FILES).read_bytes()
        put_in = dice.choice(
            (b"", dice.choice(JUNK), dice.randbytes(2), data[at:until] * 2, other[at : at + 90])
        )
        data = data[:at] + put_in + data[until:]
    if dice.random() < 0.2:
        lines = data.split(b"\n")
        dice.shuffle(lines)
        data = b"\n".join(lines)
    return data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_damaged_file_is_read_whole_or_refused_in_words(path: object) -> None:
    name = getattr(path, "name")  # noqa: B009
    whole_file = (FIXTURES / name).read_bytes()
    for seed in range(25):
        transcript = whole_or_refused(damaged(whole_file, dice_of(f"{name}{seed}")), name)
        if transcript is None:
            continue
        assert transcript.reconciliation.speech_in == transcript.reconciliation.spoken, seed
        for turn in transcript.turns:
            assert turn.text == turn.text.strip() != "", seed
            assert turn.text.encode(), seed
            offsets = [mark.offset for mark in turn.marks]
            assert offsets == sorted(set(offsets)), seed
            assert all(offset < len(turn.text) for offset in offsets), seed


@pytest.mark.parametrize("way", [WAYS["Teams in Word"]], ids=["Teams in Word"])
def test_a_damaged_document_is_read_whole_or_refused_in_words(way: Way) -> None:
    data = way.write([Said("Ana Ruiz", "Who decides?", 3_000, 4_000), Said("P06", "Not us.", 5_000, 6_000)])
    assert isinstance(data, bytes)
    for seed in range(60):
        dice = dice_of(str(seed))
        changed = bytearray(data)
        for _ in range(dice.randint(1, 12)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        whole_or_refused(bytes(changed), "a.docx")


PATTERNS = {
    "voices": ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "<v "),
    "overlaps": ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v S1>", "//Ana: "),
    "labels in one cue": ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "Ana: x\n"),
    "cues": ("WEBVTT\n\n", "00:01.000 --> 00:02.000\nAna: One\n\n"),
    "arrows": ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n", "-->\n"),
    "empty lines": ("WEBVTT\n\n00:01.000 --> 00:02.000\nx", "\n"),
    "heads": ("", "Ana  0:01\n"),
    "times in brackets": ("Ana: x ", "[00:01] "),
    "spaces": ("Ana", " "),
    "labels": ("", "Ana: x\n\n"),
    "stars": ("", "**a"),
    "tags of HTML": ('{"media":"","text":"x', "<span class="),
}


@pytest.mark.parametrize(("before", "again"), PATTERNS.values(), ids=PATTERNS)
def test_time_grows_with_the_file_and_not_with_its_square(before: str, again: str) -> None:
    def seconds(size: int) -> float:
        data = (before + again * (size // len(again)) + ('"}' if before.startswith("{") else "\nz")).encode()
        best = 1e9
        for _ in range(2):
            began = time.process_time()
            whole_or_refused(data, "a.txt")
            best = min(best, time.process_time() - began)
        return best

    assert seconds(120_000) < 12 * max(seconds(30_000), 0.005)


def test_the_clocks_of_these_tests_are_right() -> None:
    assert (clock(3_723_004), clock(61_050, hours=None), whole(3_723_004)) == (
        "01:02:03.004",
        "01:01.050",
        "1:02:03",
    )

"""What is wrong with front matter is named with its line."""

from __future__ import annotations

import pytest

from .writing import problems_of_file

EMPTY = "a guide begins with a line of --- and its id, title and version"
KEYS = "id, title, version, kind, role, mode, minutes, language, author, source, licence"


def front(*lines: str) -> str:
    """A guide whose front matter has these lines from line 5 on."""
    return "\n".join(["---", "id: a", "title: T", "version: 1", *lines, "---", "## Q", ""])


@pytest.mark.parametrize(
    ("text", "line", "wrong", "right"),
    [
        ("", 1, "the file is empty", EMPTY),
        ("\n \n", 1, "the file is empty", EMPTY),
        (
            "## Q\n",
            1,
            "the front matter is missing",
            "begin the file with a line of ---, then the lines id: …, title: … and version: …, then ---",
        ),
        (
            "---\nid: a\ntitle: T\nversion: 1\n\n## Q\n",
            1,
            "the front matter that begins here is never closed by a second line of ---",
            "put a line of --- after its last key: value line",
        ),
        ("---\nid: a\nversion: 1\n---\n## Q\n", 1, "the front matter has no title", "add a line title: …"),
        (
            "---\nid: a\ntitle:\nversion: 1\n---\n## Q\n",
            3,
            "title has no value",
            "write it after the colon, as in title: …",
        ),
        (front("languge: en"), 5, "unknown front-matter key “languge”", "did you mean language?"),
        (front("xyzzy: en"), 5, "unknown front-matter key “xyzzy”", f"the keys are {KEYS}"),
        (front("title: Again"), 5, "title is given again, after line 3", "keep one of the two"),
        (front("just words"), 5, "“just words” is not a key: value line", "put a colon after the key"),
        (front("kind: interviw"), 5, "there is no kind “interviw”", "did you mean interview?"),
        (front("kind: poem"), 5, "there is no kind “poem”", "write interview, workshop or assessment"),
        (
            front("kind: codebook"),
            5,
            "this is a codebook",
            "a guide's kind is interview, workshop or assessment",
        ),
        (front("mode: many"), 5, "there is no mode “many”", "write single or group"),
        (
            front("minutes: an hour"),
            5,
            "minutes is “an hour”",
            "write a whole number of at least 1, such as minutes: 60",
        ),
        (
            front().replace("id: a", "id: My Guide"),
            2,
            "“My Guide” cannot be an id",
            "write lower-case letters, digits and hyphens, such as my-guide",
        ),
    ],
)
def test_broken_front_matter_is_named(text: str, line: int, wrong: str, right: str) -> None:
    assert problems_of_file(text) == [f"g.md:{line}: {wrong}: {right}"]


def test_an_unclosed_front_matter_does_not_hide_the_other_problems() -> None:
    found = problems_of_file("---\nid: a\ntitle: T\nversion: 1\nknd: x\n\nWords.\n\n## Q {#}\n\n---\n")
    assert [int(problem.split(":")[1]) for problem in found] == [1, 5, 9, 11]

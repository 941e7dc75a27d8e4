"""Big letters, to be read from across a room: drawn with block characters where there is room for them.

The letters are our own, five dots high and one to five wide. A text with a character that is not among them
(an umlaut, another script) is set with double spacing instead: no letter is ever replaced by another.
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len

_DOTS = {
    "A": ".#. #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": ".## #.. #.. #.. .##",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": ".## #.. #.# #.# .##",
    "H": "#.# #.# ### #.# #.#",
    "I": "# # # # #",
    "J": "..# ..# ..# #.# .#.",
    "K": "#.# #.# ##. #.# #.#",
    "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#..# ##.# #.## #..# #..#",
    "O": ".#. #.# #.# #.# .#.",
    "P": "##. #.# ##. #.. #..",
    "Q": ".#.. #.#. #.#. #.#. .#.#",
    "R": "##. #.# ##. #.# #.#",
    "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.",
    "U": "#.# #.# #.# #.# ###",
    "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#.# #.# .#. #.# #.#",
    "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###",
    "0": "### #.# #.# #.# ###",
    "1": ".# ## .# .# .#",
    "2": "##. ..# .#. #.. ###",
    "3": "##. ..# .#. ..# ##.",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ##. ..# ##.",
    "6": ".## #.. ##. #.# .#.",
    "7": "### ..# .#. .#. .#.",
    "8": ".#. #.# .#. #.# .#.",
    "9": ".#. #.# .## ..# ##.",
    "?": "##. ..# .#. ... .#.",
    "!": "# # # . #",
    ".": ". . . . #",
    ",": ".. .. .. .# #.",
    ":": ". # . # .",
    ";": ".. .# .. .# #.",
    "-": "... ... ### ... ...",
    "–": "... ... ### ... ...",
    "'": "# # . . .",
    "’": "# # . . .",
    '"': "#.# #.# ... ... ...",
    "“": "#.# #.# ... ... ...",
    "”": "#.# #.# ... ... ...",
    "(": ".# #. #. #. .#",
    ")": "#. .# .# .# #.",
    "/": "..# ..# .#. #.. #..",
    "&": ".#. #.# .#. #.# .##",
    "+": "... .#. ### .#. ...",
    " ": ".. .. .. .. ..",
}
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_TALL = 5


def big(text: str, width: int, height: int) -> list[str]:
    """The text as large as fits into `width` columns and `height` lines: blocks, halves, spaced, or plain.

    Lines are never wider than `width`; plain lines may be more than `height`.
    """
    words = text.split()
    if not words or width < 1:
        return []
    if all(letter.upper() in _DOTS for word in words for letter in word):
        for drawn in (_blocks, _halves):
            lines = drawn(words, width)
            if lines and len(lines) <= height:
                return lines
    spaced = _wrapped([" ".join(word) for word in words], width, gap=3)
    if spaced and 2 * len(spaced) - 1 <= height:
        return [line for row in spaced for line in (row, "")][:-1]
    return _wrapped(words, width, gap=1) or [line for word in words for line in _cut(word, width)]


def _blocks(words: list[str], width: int) -> list[str]:
    """Each dot two columns and a line."""
    rows = _rows(words, width // 2)
    return [
        line
        for n, row in enumerate(rows)
        for line in [*([""] if n else []), *("".join("██" if dot else "  " for dot in dots) for dots in row)]
    ]


def _halves(words: list[str], width: int) -> list[str]:
    """Each dot a column and half a line; the sixth half line parts the rows."""
    return [
        "".join(_HALVES[above, below] for above, below in zip(top, bottom, strict=True)).rstrip()
        for row in _rows(words, width)
        for top, bottom in zip(row[::2], [*row[1::2], (False,) * len(row[0])], strict=True)
    ]


Row = list[tuple[bool, ...]]


def _rows(words: list[str], width: int) -> list[Row]:
    """The words in dots, as many in a row as fit; nothing when one does not fit by itself."""
    rows: list[Row] = []
    for word in words:
        drawn = _word(word)
        if len(drawn[0]) > width:
            return []
        if rows and len(rows[-1][0]) + 4 + len(drawn[0]) <= width:
            rows[-1] = [(*a, *(False,) * 4, *b) for a, b in zip(rows[-1], drawn, strict=True)]
        else:
            rows.append(drawn)
    return rows


@lru_cache(256)
def _letter(letter: str) -> tuple[tuple[bool, ...], ...]:
    return tuple(tuple(dot == "#" for dot in line) for line in _DOTS[letter.upper()].split())


def _word(word: str) -> Row:
    letters = [_letter(letter) for letter in word]
    lines: Row = []
    for tall in range(_TALL):
        line: tuple[bool, ...] = ()
        for letter in letters:
            line = (*line, False, *letter[tall]) if line else letter[tall]
        lines.append(line)
    return lines


def _wrapped(words: list[str], width: int, *, gap: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if cell_len(word) > width:
            return []
        if lines and cell_len(lines[-1]) + gap + cell_len(word) <= width:
            lines[-1] += " " * gap + word
        else:
            lines.append(word)
    return lines


def _cut(word: str, width: int) -> list[str]:
    lines = [""]
    for letter in word:
        if lines[-1] and cell_len(lines[-1] + letter) > width:
            lines.append("")
        lines[-1] += letter
    return lines

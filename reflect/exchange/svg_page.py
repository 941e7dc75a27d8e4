"""What all our pictures are made of: a page that says what it shows, words, lines and boxes in greys.

Nothing is fetched from anywhere: no fonts, no styles. The format is SVG 1.1 (W3C, 2011); naming a picture by
`aria-labelledby` follows the SVG Accessibility API Mappings (W3C, 2018).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

INK, GREY, PAPER = "#1a1a1a", "#767676", "#ffffff"
"""On paper ink has a contrast of 17:1, and grey of 4.5:1."""
_LETTER = 0.53
"""Of the size of the words: how wide a letter is in the mean."""
_SHORTEST = 4
"""Letters of a word that is not parted."""


def page(
    title: str, description: str, body: Iterable[str], *, width: int, height: float, size: int, key: str
) -> str:
    """A document of its own with its title and its description; `key` tells its ids from others' on a page.

    `size` is that of its words, in units of which the page is `width` wide.
    """
    head = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" width="{width}" '
            f'height="{height:g}" role="img" aria-labelledby={quoteattr(f"{key}-title {key}-desc")}>'
        ),
        f"<title id={quoteattr(f'{key}-title')}>{words(title)}</title>",
        f"<desc id={quoteattr(f'{key}-desc')}>{words(description)}</desc>",
        f'<rect width="{width}" height="{height:g}" fill="{PAPER}"/>',
        f'<g font-family="sans-serif" font-size="{size}" fill="{INK}">',
    ]
    return "\n".join([*head, *body, "</g>", "</svg>"]) + "\n"


def words(said: str) -> str:
    """Words for XML, without characters that no XML may hold."""
    return escape("".join(c if c in "\t\n" or _may_stand(c) else " " for c in said))


def _may_stand(character: str) -> bool:
    return character >= " " and not "\ud800" <= character <= "\udfff" and character not in "\ufffe\uffff"


def room_of(said: str, size: int) -> float:
    """About how wide words are, rather too wide than too narrow: fonts differ."""
    return sum(1.0 if east_asian_width(c) in "WF" else _LETTER for c in said) * size


def wrapped(said: str, width: float, size: int, *, most: int = 1000) -> list[str]:
    """Words in lines that find room, at most so many; what is left out leaves an ellipsis.

    A word that is longer than a line is parted.
    """
    lines: list[str] = []
    for word in (part for whole in said.split() for part in _parted(whole, width, size)):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and room_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    cut = lines[:most]
    if len(lines) > most:
        cut[-1] += "…"
    return [_cut(each, width, size) for each in cut]


def _parted(word: str, width: float, size: int) -> Iterator[str]:
    while room_of(word, size) > width and len(word) > _SHORTEST:
        fits = next((n for n in range(len(word) - 1, 1, -1) if room_of(word[:n], size) <= width), 2)
        fits = min(fits - 1, max(1, (len(word) + 1) // 2) if fits * 2 > len(word) else fits - 1)
        yield f"{word[:fits]}-"
        word = word[fits:]
    yield word


def _cut(said: str, width: float, size: int) -> str:
    if room_of(said, size) <= width:
        return said
    kept = said.removesuffix("…")
    while kept and room_of(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def text(x: float, y: float, said: str, *, anchor: str = "", bold: bool = False, fill: str = "") -> str:
    """Words at a place."""
    looks = f' text-anchor="{anchor}"' if anchor else ""
    looks += ' font-weight="bold"' if bold else ""
    looks += f' fill="{fill}"' if fill else ""
    return f'<text x="{x:.6g}" y="{y:.6g}"{looks}>{words(said)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, *, thick: float = 1, dashes: str = "") -> str:
    """A line in grey."""
    looks = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1:.6g}" y1="{y1:.6g}" x2="{x2:.6g}" y2="{y2:.6g}" stroke="{GREY}" '
        f'stroke-width="{thick:g}"{looks}/>'
    )


def box(x: float, y: float, width: float, height: float, *, fill: str, edge: str = "") -> str:
    """A box."""
    looks = f' stroke="{edge}" stroke-width="1"' if edge else ""
    return f'<rect x="{x:.6g}" y="{y:.6g}" width="{width:.6g}" height="{height:.6g}" fill="{fill}"{looks}/>'

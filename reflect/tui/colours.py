"""What the codebook's colours look like on a dark and on a light theme.

Each pair was chosen to keep a contrast of at least 4.5 : 1 against the theme's background; a learning
point's number always stands with its colour.
"""

from __future__ import annotations

from reflect.domain.codebook import Codebook

_DARK = {
    "blue": "#7aa2f7",
    "orange": "#ff9e64",
    "green": "#9ece6a",
    "purple": "#bb9af7",
    "gold": "#e0c26a",
    "teal": "#4fd6be",
    "red": "#f7768e",
    "pink": "#ff8ad8",
}
_LIGHT = {
    "blue": "#1f4fb0",
    "orange": "#a34a00",
    "green": "#2f6b1c",
    "purple": "#6a35b8",
    "gold": "#7a5b00",
    "teal": "#00695c",
    "red": "#b3203d",
    "pink": "#a0257e",
}


def colour(name: str, *, dark: bool) -> str:
    """The hex colour of a palette name; an unknown name looks like the first."""
    palette = _DARK if dark else _LIGHT
    return palette.get(name, palette["blue"])


def point_colours(codebook: Codebook, *, dark: bool) -> dict[str, str]:
    """The hex colour of each learning point, by its id."""
    return {point.id: colour(point.colour, dark=dark) for point in codebook.points}

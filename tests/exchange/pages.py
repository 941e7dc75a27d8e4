"""Markdown and pictures to set pages with."""

from __future__ import annotations

import struct
import zlib

EVERYTHING = """\
# The alliance

## Contents

- [What we heard](#what-we-heard)
  - [A & b](#a--b)
- [What we heard](#what-we-heard-1)

## What *we* heard

Words with `code`, ~~struck~~, **strong**, a [link](https://example.org/?a=1&b=2) and a note[^n], again[^n].\\
On a line of its own: <script>alert(1)</script> <b onclick="x">bold</b>

### A & b

> Nobody asked me.
>
> — a provider

> A quotation without anybody.

## What we heard

1. one

   more of it
2. two
   - deep
     1. deeper
3. three

Between.

7. seven

| Role | People |
|---|--:|
| Provider | 2 |

![A *map*](map.png "Where we work")

    code  kept

---

[^n]: Said in *every* interview, see [there](https://example.org/note).
"""


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 8, height: int = 4, *, about: bytes = b"Author\0Rosalind") -> bytes:
    """A picture of one colour, that says who made it."""
    rows = b"".join(b"\0" + b"\x20\x60\xa0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"tEXt", about),
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        ]
    )

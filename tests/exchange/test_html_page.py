"""A write-up as a web page: for ear and paper too; it asks nothing of the network and runs nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reflect.exchange.html_page import STYLE, as_html
from reflect.exchange.pdf_document import as_pdf
from reflect.exchange.pictures import picture
from tests.exchange.pages import EVERYTHING, png

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def page(markdown: str = EVERYTHING, remark: str = "1 quote held back: 1 withdrawn.") -> str:
    pictures = {"map.png": picture(png(), "map.png")}
    return as_html(markdown, title="The <alliance>", language="en-GB", pictures=pictures, remark=remark)


class Outline(HTMLParser):
    """The tags of a page that are open where words stand; fails where one is closed that is not open."""

    EMPTY = frozenset({"meta", "br", "hr", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            self.open.append(tag)
        self.tags.add(tag)
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        assert not [name for name in found if name.startswith("on") or name == "style"]

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            assert self.open.pop() == tag


def test_every_place_is_there_once_and_every_link_within_leads_to_one() -> None:
    made = Outline(page())
    assert len(made.ids) == len(set(made.ids))
    within = [link[1:] for link in made.links if link.startswith("#")]
    assert len(within) > 5
    assert set(within) <= set(made.ids)
    assert {"main", "nav", "figure", "figcaption", "blockquote", "table", "section"} <= made.tags


def test_a_quotation_carries_its_attribution_as_its_caption() -> None:
    wanted = (
        '<figure class="quotation">\n<blockquote>\n<p>Nobody asked me.</p>\n</blockquote>\n'
        "<figcaption>— a provider</figcaption>\n</figure>"
    )
    assert wanted in page()
    assert "<blockquote>\n<p>A quotation without anybody.</p>\n</blockquote>" in page()


def test_what_looks_like_a_tag_is_shown_and_never_run() -> None:
    made = page()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made
    assert "<script" not in made
    assert "<title>The &lt;alliance&gt;</title>" in made


def test_nothing_is_asked_of_the_network() -> None:
    made = page()
    assert "default-src 'none'" in made
    assert re.findall(r'src="(?!data:)', made) == []
    assert "url(" not in made
    assert "@import" not in made
    assert 'src="data:image/png;base64,' in made
    assert 'alt="A map"' in made


def test_what_was_held_back_stands_at_the_end_where_no_reader_sees_it() -> None:
    assert page().rstrip().endswith("<!-- 1 quote held back: 1 withdrawn. -->\n</body>\n</html>")
    assert "-->" not in page(remark="a --> b").partition("<!-- a ")[2].partition(" b -->")[0]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("words", ["ink", "soft", "link"])
@pytest.mark.parametrize("ground", ["paper", "tint"])
def test_words_stand_out_from_what_they_stand_on(scheme: int, words: str, ground: str) -> None:
    def colour(name: str) -> float:
        return luminance(re.findall(rf"--{name}: (#[0-9a-f]{{6}})", STYLE)[scheme])

    light, dark = sorted([colour(words), colour(ground)], reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: no real browser to look with")
def test_a_real_browser_shows_it_and_runs_nothing_of_it(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    probe = "\n\n<script>document.title='run'</script> <img src=x onerror=\"document.title='run'\">\n"
    file.write_text(page(EVERYTHING + probe), "utf-8")
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    )
    more = f"--disable-component-update --disable-sync --user-data-dir={tmp_path / 'profile'}"
    seen = subprocess.run(
        [str(CHROMIUM), *flags.split(), *more.split(), "--dump-dom", file.as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert "<title>The &lt;alliance&gt;</title>" in seen
    assert "<figcaption>— a provider</figcaption>" in seen
    assert '<h2 id="what-we-heard-1">' in seen


def test_a_pdf_is_tagged_and_says_its_language_and_title() -> None:
    try:
        import weasyprint  # noqa: F401 - only whether it is there
    except (ImportError, OSError):
        pytest.skip("WeasyPrint, or Pango that it needs, is not installed")
    made = as_pdf(page())
    assert made.startswith(b"%PDF-")
    whole = made + b"".join(
        zlib.decompress(stream)
        for stream in re.findall(rb"/FlateDecode.*?stream\n(.*?)\nendstream", made, re.DOTALL)
    )
    for wanted in (b"pdfuaid:part", b"/StructTreeRoot", b"/Lang (en-GB)", b"The &lt;alliance&gt;"):
        assert wanted in whole

"""The attribute block at the end of a heading or an option: `{#id key=value key="two words" flag}`."""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from reflect.guides.problems import Problems, instead
from reflect.guides.text import escape_braces, one_line, unescape_braces
from reflect.guides.values import is_id, whole_number

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_BLOCK = re.compile(r"(?<!\\)\{((?:[^{}\"]|" + _QUOTED + r")*)\}$")
_PART = re.compile(
    r"\s*(?:\#(?P<id>[^\s{}=\"]*)"
    r"|(?P<key>[^\s{}=\"\#]+)=(?:(?P<quoted>" + _QUOTED + r")|(?P<bare>[^\s{}=\"]*))"
    r"|(?P<flag>[^\s{}=\"\#]+))(?=\s|$)"
)
_LOOKS_LIKE_A_BLOCK = re.compile(r"(?<!\\)\{\s*(?:#|[\w-]+=).*")
_BARE = re.compile(r"[^\s{}=\"\\]+")
_CURLY_QUOTES = re.compile("[“”„‟«»]")


class Takes(msgspec.Struct, frozen=True, kw_only=True):
    """What an attribute block may hold in one place."""

    what: str
    """What carries the block, such as `a question`."""
    keys: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    id: bool = True


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a heading or an item, and what its attribute block says."""

    words: str
    line: int
    id: str = ""
    values: dict[str, str] = {}
    flags: frozenset[str] = frozenset()

    def number(self, key: str, problems: Problems, *, least: int = 0) -> int | None:
        """The value of `key`, a whole number of at least `least`, or None where it is not given."""
        if key not in self.values:
            return None
        written = self.values[key]
        number = whole_number(written, least=least)
        if number is None:
            right = f"write a whole number of at least {least}, such as {key}={max(least, 5)}"
            problems.add(self.line, f"{key} is “{written}”", right)
        return number

    def several(self, key: str, problems: Problems) -> list[str]:
        """The values of `key`, parted by commas, each once."""
        found: list[str] = []
        if key not in self.values:
            return found
        for word in (part.strip() for part in self.values[key].split(",")):
            if not word:
                problems.add(
                    self.line,
                    f"{key}={self.values[key]} has a comma with nothing on one side",
                    f"part the values by commas without spaces, as in {key}=one,two",
                )
            elif word in found:
                problems.add(self.line, f"{key} names {word} twice", "name it once")
            else:
                found.append(word)
        return found


def read_label(content: str, line: int, takes: Takes, problems: Problems) -> Label:
    """Part the words from the attribute block, and check the block against what it may hold here."""
    block = _BLOCK.search(content)
    if block is None:
        _complain_of_a_broken_block(content, line, problems)
        return Label(words=unescape_braces(one_line(content)), line=line)
    _complain_of_a_broken_block(content[: block.start()].rstrip(), line, problems)
    words = unescape_braces(one_line(content[: block.start()]))
    ids, values, flags = _parts(block[1], line, takes, problems)
    if len(ids) > 1:
        problems.add(line, f"there are {len(ids)} ids, {' and '.join(ids)}", "keep one")
    label_id = ids[0] if ids else ""
    if ids and not takes.id:
        problems.add(
            line, f"{takes.what} takes no id", f"take {{#{label_id}}} out, or write \\{{ for a brace"
        )
    elif ids and not is_id(label_id):
        right = "write letters, digits and hyphens after the #, as in {#first-meeting}"
        problems.add(line, f"“{label_id}” cannot be an id", right)
        label_id = ""
    return Label(words=words, line=line, id=label_id, values=values, flags=frozenset(flags))


def write_label(words: str, attributes: Collection[str]) -> str:
    """Words and attribute block, as `read_label` reads them."""
    escaped = escape_braces(words)
    return f"{escaped} {{{' '.join(attributes)}}}" if attributes else escaped


def attribute(key: str, value: str) -> str:
    """One `key=value`, quoted where it must be."""
    if _BARE.fullmatch(value):
        return f"{key}={value}"
    return key + '="' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _complain_of_a_broken_block(content: str, line: int, problems: Problems) -> None:
    found = _LOOKS_LIKE_A_BLOCK.search(content)
    if found is None:
        return
    if found[0].count('"') % 2:
        wrong, right = "a quotation mark in the attribute block is not closed", 'write key="two words"'
    elif "}" not in found[0]:
        wrong, right = "the attribute block is not closed", "end the line with }"
    elif found[0].endswith("}"):
        wrong, right = "there are two attribute blocks, or braces inside one", "write one block of {…}"
    else:
        wrong, right = "words follow the attribute block", "put the block at the end of the line"
    problems.add(line, wrong, f"{right}, or write \\{{ if the brace is part of the words")


def _parts(
    inside: str, line: int, takes: Takes, problems: Problems
) -> tuple[list[str], dict[str, str], list[str]]:
    ids: list[str] = []
    values: dict[str, str] = {}
    flags: list[str] = []
    at = 0
    after_comma = False
    while at < len(inside.rstrip()):
        part = _PART.match(inside, at)
        if part is None:
            rest = inside[at:].strip()
            right = 'write #id, key=value, key="two words" or a single word, without spaces around ='
            problems.add(line, f"“{rest}” cannot be read in the attribute block", right)
            break
        at = part.end()
        if part["id"] is not None:
            ids.append(part["id"])
        elif part["key"] is not None:
            value = _value(part, line, problems)
            after_comma = part["bare"] is not None and value.endswith(",")
            _take_value(part["key"], value, values, line, takes, problems)
        elif after_comma and part["flag"] not in takes.flags:
            # The rest of `points=LP1, LP4`: the comma is complained of where the values are read.
            after_comma = part["flag"].endswith(",")
        else:
            _take_flag(part["flag"], flags, line, takes, problems)
    return ids, values, flags


def _value(part: re.Match[str], line: int, problems: Problems) -> str:
    if part["quoted"] is not None:
        return one_line(re.sub(r"\\(.)", r"\1", part["quoted"][1:-1]))
    if _CURLY_QUOTES.search(part["bare"]):
        right = 'write straight ones, as in key="two words"'
        problems.add(line, f"{part['key']} has typographic quotation marks", right)
    return part["bare"]


def _take_value(
    key: str, value: str, values: dict[str, str], line: int, takes: Takes, problems: Problems
) -> None:
    if key in takes.flags:
        problems.add(line, f"{key} takes no value", f"write {key} by itself")
    elif key not in takes.keys:
        problems.add(line, f"{takes.what} does not take “{key}”", _what_it_takes(key, takes))
    elif key in values:
        problems.add(line, f"{key} is given twice", "keep one of the two")
    elif not value:
        problems.add(line, f"{key} has no value", f"write it after the =, as in {key}=…")
    else:
        values[key] = value


def _take_flag(flag: str, flags: list[str], line: int, takes: Takes, problems: Problems) -> None:
    if flag in takes.keys:
        problems.add(line, f"{flag} has no value", f"write it after an =, as in {flag}=…")
    elif flag not in takes.flags:
        problems.add(line, f"{takes.what} does not take “{flag}”", _what_it_takes(flag, takes))
    else:
        flags.append(flag)


def _what_it_takes(word: str, takes: Takes) -> str:
    known = [*takes.keys, *takes.flags]
    listed = ["#id"] * takes.id + [f"{key}=" for key in takes.keys] + list(takes.flags)
    otherwise = f"it takes {', '.join(listed)}" if listed else "take it out"
    return instead(word, known, f"{otherwise} (write \\{{ if the brace is part of the words)")

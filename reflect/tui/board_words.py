"""What the board of a group shows: entries in columns, who has answered, the tally, who chose what.

Made from a sitting and a width, without any widget. Nothing that is covered is ever put into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content

from reflect.domain.amounts import many
from reflect.domain.group import Cluster, Contribution
from reflect.domain.guide import Question, QuestionKind
from reflect.domain.ids import OptionId, RoleId
from reflect.domain.room import COUNTED, Progress, proposals, rules_in_order, settled_on
from reflect.domain.tally import Standing, Tally, has_answered, split_out, tally
from reflect.tui.dates import day
from reflect.tui.room_sitting import RoomSitting

BAR = "█"
MOST_BAR = 24
"""Columns of the longest bar."""
COLUMN = 26
"""Columns that a column of entries has at least."""
_GAP = 3
_WIDE = 44
"""Columns up to which an entry is set in wide letters."""
_FEW = "By role only where {n} or more answered: else it would say who chose what."


def board(
    sitting: RoomSitting,
    width: int,
    *,
    draft: str = "",
    smallest: int = 0,
    airy: bool = False,
    drawn: frozenset[OptionId] = frozenset(),
) -> Content:
    """What the board shows of the question one is at.

    `draft` is the id of an entry that is still being typed; `smallest` the fewest people a role must have to
    be told by itself where people answered alone; `airy` has wide letters and room between lines;
    `drawn` are the pictures that hang beside the board, with what was said of them.
    """
    question = sitting.question
    if question is None:
        return Content("")
    if sitting.waits_for:
        return Content(f"Nothing is settled on yet in “{sitting.waits_for}”: there, x settles it.")
    if question.kind is QuestionKind.LIST:
        blocks = _entries(sitting, question, width, draft, airy=airy)
    elif question.kind is QuestionKind.RULES:
        blocks = [[line] for line in rule_lines(sitting)]
    elif sitting.each_answers:
        blocks = _answers(sitting, question, width, smallest, airy=airy, drawn=drawn)
    else:
        blocks = []
    between = [Content("")] if airy else []
    lines = [line for n, block in enumerate(blocks) for line in (*(between if n else []), *block)]
    return Content("\n").join(lines)


def wide(text: str, room: int) -> str:
    """The text in letters with double spacing, where that fits into `room` columns."""
    spaced = "   ".join(" ".join(word) for word in text.split())
    return spaced if cell_len(spaced) <= room else text


def rule_lines(sitting: RoomSitting) -> list[Content]:
    """The rules under their headings, and since when they are adopted; then how many proposals are left."""
    record = sitting.desk.record
    lines: list[Content] = []
    for heading, rules in rules_in_order(record):
        if heading:
            lines.append(Content(heading).stylize("bold underline"))
        lines += [Content(f"• {rule.text}").stylize("bold") for rule in rules]
    adopted = sorted({(rule.adopted, rule.adopted_by) for rule in record.rules.values() if rule.adopted})
    lines += [
        Content(f"Adopted {day(on)} by {by}." if by else f"Adopted {day(on)}.") for on, by in adopted if on
    ]
    left = len(proposals(sitting.desk.guide, record))
    if left:
        count = "1 proposal waits" if left == 1 else f"{left} proposals wait"
        lines.append(Content(f"{count}: R words the rules.").stylize("$text-muted"))
    elif not lines:
        lines.append(Content("No rules yet: R words the first one.").stylize("$text-muted"))
    return lines


# -- entries ---------------------------------------------------------------------------------------------


Block = list[Content]
"""Lines that stand together."""


def _entries(sitting: RoomSitting, question: Question, width: int, draft: str, *, airy: bool) -> list[Block]:
    entries = [each for each in sitting.said() if each.text.strip() and each.id != draft]
    clusters = sitting.desk.clusters(question.id, about=sitting.about)

    def listed(those: list[Contribution], indent: int) -> list[Block]:
        rows = _columns([_entry(sitting, each, airy=airy) for each in those], width, indent=indent)
        return [[row] for row in rows]

    blocks: list[Block] = []
    for cluster in clusters:
        theirs = [each for each in entries if each.cluster == cluster.id]
        if theirs:
            blocks += [[cluster_words(cluster, len(theirs))], *listed(theirs, 2)]
    known = {cluster.id for cluster in clusters}
    loose = [each for each in entries if each.cluster not in known]
    if loose and blocks:
        blocks.append([Content("in no group yet").stylize("$text-muted")])
    return blocks + listed(loose, 2 if blocks else 0)


def cluster_words(cluster: Cluster, count: int) -> Content:
    """The name of a group of entries, and how many are in it."""
    return Content.assemble(Content(cluster.name).stylize("bold underline"), f"  {count}")


def _entry(sitting: RoomSitting, entry: Contribution, *, airy: bool) -> Content:
    seat = sitting.seat_of(entry)
    text = wide(entry.text, _WIDE) if airy else entry.text
    words = Content.assemble(Content(f"{entry.order} ").stylize("$text-muted"), Content(text).stylize("bold"))
    return Content.assemble(words, Content(f" ({seat.order})").stylize("$text-muted")) if seat else words


def _columns(cells: Sequence[Content], width: int, *, indent: int) -> list[Content]:
    """Cells down one column and then the next, as many columns as there is room for."""
    if not cells:
        return []
    room = max(COLUMN, width - indent)
    widest = max(cell.cell_length for cell in cells)
    count = max(1, min(len(cells), (room + _GAP) // (max(COLUMN, min(widest, room)) + _GAP)))
    tall = -(-len(cells) // count)
    each = (room + _GAP) // count - _GAP
    lines = []
    for row in range(tall):
        parts = [Content(" " * indent)]
        for place in range(row, len(cells), tall):
            cell = cells[place]
            parts.append(cell)
            if place + tall < len(cells):
                parts.append(Content(" " * max(1, each - cell.cell_length + _GAP)))
        lines.append(Content.assemble(*parts))
    return lines


# -- what each answered ------------------------------------------------------------------------------------


def _answers(
    sitting: RoomSitting,
    question: Question,
    width: int,
    smallest: int,
    *,
    airy: bool,
    drawn: frozenset[OptionId],
) -> list[Block]:
    if sitting.covered:
        if question.kind is QuestionKind.OPEN and not any(has_answered(each) for each in sitting.said()):
            return []
        return [[seat_signs(sitting)], [Content(sitting.how_many())], *settled_lines(sitting, question)]
    counted = question.kind in COUNTED
    blocks = tally_blocks(sitting, question, width, smallest, airy=airy) if counted else []
    return [*blocks, *settled_lines(sitting, question), *_said(sitting, question, smallest, drawn)]


def seat_signs(sitting: RoomSitting) -> Content:
    """Everybody's number with a sign of how far they have got."""
    signs = [
        Content(f"{row.seat.order} {row.progress}").stylize(
            "bold $text-success" if row.progress is Progress.DONE else ""
        )
        for row in sitting.seat_rows()
    ]
    return Content("   ").join(signs)


def tally_blocks(
    sitting: RoomSitting, question: Question, width: int, smallest: int, *, airy: bool
) -> list[Block]:
    """A bar an option, votes and voters, by role, and what stands in a tie."""
    found = tally(question, sitting.said(), sitting.role_of)
    if not found.voters:
        return [[Content(sitting.how_many())]]
    told = told_roles(sitting, question, smallest)
    scale = question.kind is QuestionKind.SCALE
    most = question.bounds[1] or 1
    tied = set() if scale else set(found.tied(most))
    ahead = set() if scale else set(found.leading(most))
    numbers = {option.id: str(n) for n, option in enumerate(question.options, 1)}
    longest = max(each.votes for each in found.standings)
    shown = [each for each in found.standings if scale or each.votes or each.places]
    labels = []
    for each in shown:
        sign = "=" if each.option.id in tied else "▸" if each.option.id in ahead else " "
        text = wide(each.option.text, width - MOST_BAR - 12) if airy else each.option.text
        labels.append(f"{sign} {numbers.get(each.option.id, each.option.id):>2} {text}".rstrip())
    room = min(max(map(cell_len, labels)), max(12, width - MOST_BAR - 12))
    blocks = [
        _bar(sitting, each, label, room, longest, told) for each, label in zip(shown, labels, strict=True)
    ]
    blocks.append([Content(_summary(sitting, question, found, told)).stylize("$text-muted")])
    if tied:
        words = f"= A tie: {_names(question, tied)}. x settles it, together and openly."
        blocks.append([Content(words).stylize("bold")])
    if question.alone and any(role not in told for role, _ in found.roles if role is not None):
        blocks[-1].append(Content(_FEW.format(n=smallest)).stylize("$text-muted italic"))
    return blocks


def _bar(
    sitting: RoomSitting, each: Standing, label: str, room: int, longest: int, told: frozenset[RoleId]
) -> Block:
    bold = "bold" if label[:1] != " " else ""
    lines = []
    if cell_len(label) > room:
        lines.append(Content(label).stylize(bold))
        label = ""
    left = Content(label + " " * (room - cell_len(label))).stylize(bold)
    bar = BAR * (
        each.votes * (MOST_BAR // longest) if longest <= MOST_BAR else each.votes * MOST_BAR // longest
    )
    places = f"  places {', '.join(map(str, each.places))}" if each.places else ""
    votes = Content(str(each.votes)).stylize("bold")
    lines.append(Content.assemble(left, "  ", bar, " " if bar else "", votes, places))
    if told and each.by_role:
        lines.append(Content(f"{' ' * 5}{by_role(sitting, each.by_role, told)}").stylize("$text-muted"))
    return lines


def told_roles(sitting: RoomSitting, question: Question, smallest: int) -> frozenset[RoleId]:
    """The roles by which answers may be told: all of them where people answered openly."""
    found = tally(question, sitting.said(), sitting.role_of)
    return split_out(found.roles, smallest if question.alone else 1)


def by_role(
    sitting: RoomSitting, counts: Sequence[tuple[RoleId | None, int]], told: frozenset[RoleId]
) -> str:
    """`provider 3 · others 2`."""
    named = [f"{sitting.roles.name(role)} {count}" for role, count in counts if role in told]
    others = sum(count for role, count in counts if role not in told)
    return " · ".join([*named, *([f"others {others}"] if others else [])])


def _summary(sitting: RoomSitting, question: Question, found: Tally, told: frozenset[RoleId]) -> str:
    parts = [many(found.voters, "voter")]
    if question.kind is QuestionKind.SCALE:
        if found.middle is not None:
            parts.append(f"middle {found.middle}")
        if found.cannot_say:
            parts.append(f"{found.cannot_say} can’t say")
    elif question.kind is QuestionKind.RANK:
        parts.append("bars: how many put it first")
    else:
        parts.append(many(found.votes, "vote"))
    if told:
        parts.append(by_role(sitting, found.roles, told))
    return " · ".join(parts)


def _names(question: Question, ids: Iterable[OptionId]) -> str:
    wanted = set(ids)
    return ", ".join(option.text for option in question.options if option.id in wanted)


def settled_lines(sitting: RoomSitting, question: Question) -> list[Block]:
    """What the group settled on, and why in its words."""
    names = {option.id: option.text for option in question.options}
    record = sitting.desk.record
    chosen = [names.get(each, each) for each in settled_on(record, question)]
    response = record.responses.get(question.id)
    if question.kind is QuestionKind.SCALE and response is not None and response.rating is not None:
        chosen = [str(response.rating)]
    if not chosen:
        return []
    settled = Content(" · ".join(chosen)).stylize("bold reverse")
    lines = [Content.assemble(Content("Settled: ").stylize("bold"), settled)]
    if response is not None and response.text.strip():
        lines.append(Content(response.text.strip()))
    return [lines]


def _said(sitting: RoomSitting, question: Question, smallest: int, drawn: frozenset[OptionId]) -> list[Block]:
    """Everybody's words: who chose which picture and why; for votes, the reasons by role alone."""
    names = {option.id: option.text for option in question.options}
    told = told_roles(sitting, question, smallest) if question.kind in COUNTED else frozenset[RoleId]()
    blocks: list[Block] = []
    for each in sitting.said():
        if not has_answered(each) or drawn.intersection(each.choices):
            continue
        words = " ".join(each.text.split())
        if question.kind is QuestionKind.IMAGE:
            title = each.title.strip() or "no name given"
            picture = ", ".join(names.get(c, c) for c in each.choices) or "a picture of their own"
            head = Content.assemble(Content(title).stylize("bold"), f"  {picture} · {sitting.who(each)}")
            blocks.append([head, *([Content(f"   {words}")] if words else [])])
        elif words:
            who = sitting.who(each) if question.kind is QuestionKind.OPEN else _in_role(sitting, each, told)
            by = Content(f"  — {who}" if who else "").stylize("$text-muted")
            blocks.append([Content.assemble(words, by)])
    return blocks


def caption(sitting: RoomSitting, said: Contribution) -> list[str]:
    """What stands below a picture that somebody chose: what they call it, who they are, and why."""
    title = said.title.strip()
    words = " ".join(said.text.split())
    return [part for part in (f"“{title}”" if title else "", sitting.who(said), words) if part]


def _in_role(sitting: RoomSitting, said: Contribution, told: frozenset[RoleId]) -> str:
    role = sitting.role_of(said)
    return sitting.roles.name(role) if role in told else ""

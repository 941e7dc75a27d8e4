"""What can be done with a table: what it is of, what is behind a cell, and taking it elsewhere."""

from __future__ import annotations

from reflect.tui.command import Command


class OpenCell(Command):
    """List the quotes that are counted in this cell; from there one goes to where each was said."""

    name, label, footer, key = "open_cell", "The quotes of this cell", "its quotes", "enter"
    keys_shown = "Enter"


class ChooseRows(Command):
    """Choose what the rows are."""

    name, label, footer, key = "rows", "What the rows are", "rows", "r"


class ChooseColumns(Command):
    """Choose what the columns are. Learning points by learning points says which stand together."""

    name, label, footer, key = "columns", "What the columns are", "columns", "c"


class ChooseCounted(Command):
    """Count quotes, the people who said them, or words."""

    name, label, footer, key = "counted", "What is counted", "count", "n"


class ChooseShares(Command):
    """Show numbers, or shares of the row or of the column."""

    name, label, footer, key = "shares", "Numbers or shares", "shares", "p"


class ChooseRole(Command):
    """Count only what people in one role said."""

    name, label, footer, key = "only_role", "Only one role", "role", "o"


class ChooseOverlap(Command):
    """Choose when two learning points stand together: on a quote, on words they share, in a passage."""

    name, label, footer, key = "overlap", "When two stand together", "together", "t"


class SwapSides(Command):
    """Make columns of the rows and rows of the columns."""

    name, label, footer, key = "swap", "Swap rows and columns", "swap", "w"


class CopyTable(Command):
    """Copy the table as Markdown or CSV. It holds counts and codes, nobody's words."""

    name, label, footer, key = "copy_table", "Copy the table", "copy", "C"


class ExportTable(Command):
    """Write the table into the study's exports, as Markdown or CSV."""

    name, label, footer, key = "export_table", "Write the table into a file", "write", "x"

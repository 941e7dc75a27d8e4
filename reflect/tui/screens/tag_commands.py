"""What can be done on the tag screen."""

from __future__ import annotations

from reflect.tui.command import Command
from reflect.tui.desk_screen import ON_A_DESK
from reflect.tui.find_in_study import FindFromTags
from reflect.tui.versions import ChooseVersions


class Mark(Command):
    """Start marking at the cursor; every movement then stretches the selection. Once more ends it."""

    name, label, footer, keys_shown = "mark", "Mark words", "mark", "v"


class Grow(Command):
    """Select the word, sentence or paragraph at the cursor, then one more; with shift, one less."""

    name, label, footer, keys_shown = "grow", "Select by word, sentence, paragraph", "select", "w s p"


class MoveEdges(Command):
    """Move the start of the selection ([ ]) or its end ({ }) by a word."""

    name, label, keys_shown = "move_edges", "Move the selection's edges", "[ ] { }"


class TagNumber(Command):
    """Give the selection, or the quote at the cursor, the learning point of that number, or take it away.

    `/` does the same by a part of its name.
    """

    name, label, footer, keys_shown = "tag_number", "Tag with a learning point", "tag", "1–9 /"


class TagByName(Command):
    """Tag by typing part of a learning point's name."""

    name, label, key = "tag_by_name", "Tag by name", "slash"


class RepeatTags(Command):
    """Give the selection the learning points that were given last."""

    name, label, key = "repeat_tags", "Repeat the last tags", "full_stop"


class Contradicts(Command):
    """Mark that the quote speaks against one of its learning points, or take the mark away."""

    name, label, footer, key = "contradicts", "Contradicts the point", "contradicts", "x"


class MemoOnQuote(Command):
    """Write a memo on the quote, or change the one that is there."""

    name, label, footer, key = "memo", "Memo on the quote", "memo", "m"


class KeepQuote(Command):
    """Keep the selection as a quote without a learning point; after *edges*, keep the new edges."""

    name, label, key = "keep_quote", "Keep as a quote", "enter"


class Edges(Command):
    """Select the quote under the cursor to move its edges; Enter keeps them, Esc leaves them."""

    name, label, key = "edges", "Change the quote's edges", "A"


class CorrectWords(Command):
    """Correct what was written down at the cursor: an answer, a turn, a field note. Quotes go along."""

    name, label, footer, key = "correct", "Correct the words", "correct", "e"


class FindAndReplace(Command):
    """Find words in the session, and put others in their place where you choose to; one step of undo."""

    name, label, footer, key = "replace", "Find and replace", "find", "f,ctrl+f"


class NextLost(Command):
    """Go to the next quote whose words are not in its passage any more, and give it a place again."""

    name, label, footer, key = "next_lost", "Next quote with a changed source", "source changed", "l"


class AnchorHere(Command):
    """Give the selected words to a quote whose own are not there any more."""

    name, label, key = "anchor", "Anchor a quote here", "h"


class ApproveQuote(Command):
    """Note what the participant said of this quote: fine, leave it out, or not asked yet."""

    name, label, key = "approve", "Participant's approval", "a"


class RemoveQuote(Command):
    """Remove the quote with its tags and memos; asks first, and can be undone."""

    name, label, footer, key = "remove", "Remove the quote", "remove", "delete,backspace"


class NextQuote(Command):
    """Go to the next quote."""

    name, label, footer, key = "next_quote", "Next quote", "next quote", "tab"


class PreviousQuote(Command):
    """Go to the quote before."""

    name, label, key = "previous_quote", "Previous quote", "shift+tab"


class NextUntagged(Command):
    """Go to the next passage in which nothing has been tagged."""

    name, label, footer, key = "next_untagged", "Next untagged passage", "untagged", "n"


class PreviousUntagged(Command):
    """Go back to the passage before in which nothing has been tagged."""

    name, label, key = "previous_untagged", "Previous untagged passage", "N"


class GoToPassage(Command):
    """Go to a passage by its number, or by typing some of its words."""

    name, label, key = "go_to", "Go to a passage", "g"


class SessionMemo(Command):
    """Write a memo on the whole session."""

    name, label, key = "session_memo", "Memo on the session", "M"


class ShowWhose(Command):
    """Show everybody's tags, only your own, or your own without a hint of what others have done."""

    name, label, footer, key = "whose", "Everybody's tags, your own, or blind to others", "whose", "o"


class NextSentence(Command):
    """Select the next sentence, also that of the next passage; after tagging, Enter does the same."""

    name, label, footer, key = "next_sentence", "Next sentence", "next", "space"


class PreviousSentence(Command):
    """Select the sentence before."""

    name, label, key = "previous_sentence", "Sentence before", "b"


class SentenceBySentence(Command):
    """Go on to the next sentence by itself whenever one was tagged; once more ends it."""

    name, label, footer, key = "flow", "Sentence by sentence", "by sentence", "t"


class StarQuote(Command):
    """Give the quote a star, to find it again, or take it away."""

    name, label, footer, key = "star", "Star the quote", "star", "asterisk"


class SplitQuote(Command):
    """Split the quote in two at the cursor, or where the selection begins or ends. Both keep the tags."""

    name, label, key = "split", "Split the quote in two", "d"


class MergeQuotes(Command):
    """Merge the quote with one that overlaps it, or else with the nearest one in the passage."""

    name, label, key = "merge", "Merge with the quote beside it", "j"


class PointMemo(Command):
    """Write a memo on a learning point: of the quote at the cursor, or one you choose."""

    name, label, key = "point_memo", "Memo on the learning point", "L"


class ShowCodebook(Command):
    """Show or fold away the learning points at the right."""

    name, label, footer, key = "codebook", "Show the learning points", "points", "c,f9"


class Undo(Command):
    """Take the last change back."""

    name, label, footer, key = "undo", "Undo", "undo", "u,ctrl+z"


class Redo(Command):
    """Do again what was taken back."""

    name, label, key = "redo", "Redo", "r,U,ctrl+y"


class Leave(Command):
    """Save and go back."""

    name, label, footer, key = "leave", "Back", "back", "q"


TAG_COMMANDS: tuple[type[Command], ...] = (
    ChooseVersions,
    Grow,
    TagNumber,
    NextSentence,
    Undo,
    Leave,
    NextUntagged,
    Mark,
    NextLost,
    NextQuote,
    CorrectWords,
    Contradicts,
    MemoOnQuote,
    StarQuote,
    SentenceBySentence,
    ShowWhose,
    RemoveQuote,
    ShowCodebook,
    TagByName,
    RepeatTags,
    KeepQuote,
    Edges,
    MoveEdges,
    AnchorHere,
    FindAndReplace,
    ApproveQuote,
    PreviousQuote,
    PreviousUntagged,
    GoToPassage,
    SessionMemo,
    PointMemo,
    SplitQuote,
    MergeQuotes,
    PreviousSentence,
    FindFromTags,
    Redo,
    *ON_A_DESK,
)

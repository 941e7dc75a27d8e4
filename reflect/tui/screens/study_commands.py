"""What can be done on the study screen; each tab has its own."""

from __future__ import annotations

from typing import ClassVar

from reflect.tui.command import Command
from reflect.tui.find_in_study import FindInStudy


class StudyCommand(Command):
    """Something that can be done on one tab, or on all of them."""

    tab: ClassVar[str] = ""
    """The tab it belongs to; empty for all."""
    needs_row: ClassVar[bool] = False
    """Whether it is done to the row under the cursor."""


class ResumeSession(StudyCommand):
    """Go on with the session under the cursor, or look at what was said in it."""

    name, label, footer, key = "resume", "Open the session", "open", "enter"
    tab, needs_row = "sessions", True


class TagSession(StudyCommand):
    """Go through what was said in this session and tag it."""

    name, label, footer, key = "tag", "Tag this session", "tag", "t"
    tab, needs_row = "sessions", True


class RulesOfSession(StudyCommand):
    """Look at the rules of engagement that this workshop adopted: kept, slipping, to be changed."""

    name, label, footer, key = "rules", "Rules of engagement", "rules", "R"
    tab, needs_row = "sessions", True


class StartSession(StudyCommand):
    """Start a new session: choose a guide, then the participant."""

    name, label, footer, key, tab = "start", "New session", "new session", "a", "sessions"


class ImportTranscripts(StudyCommand):
    """Bring transcripts into the study: shows what will come in before anything is kept."""

    name, label, footer, key, tab = "import", "Import transcripts", "import", "g", "sessions"


class RemoveSession(StudyCommand):
    """Move this session to the study's bin; asks first."""

    name, label, footer, key = "remove_session", "Remove this session", "remove", "x,delete"
    tab, needs_row = "sessions", True


class EditPerson(StudyCommand):
    """Change what is known of this participant, or what they agreed to."""

    name, label, footer, key = "edit_person", "Change this participant", "change", "enter,e"
    tab, needs_row = "people", True


class AddPerson(StudyCommand):
    """Add a participant, with their role and consent."""

    name, label, footer, key, tab = "add_person", "New participant", "new participant", "a", "people"


class InterviewPerson(StudyCommand):
    """Start a session with this participant; the guide for their role is proposed."""

    name, label, footer, key = "interview", "Interview this participant", "interview", "s"
    tab, needs_row = "people", True


class ShowNames(StudyCommand):
    """Show or hide names, organisations and posts."""

    name, label, footer, key, tab = "names", "Show or hide names", "names", "h", "people"


class ShowApprovals(StudyCommand):
    """See who has been asked about their quotes, and who owes an answer; write sheets, and read them back."""

    name, label, footer, key, tab = "approvals", "Ask about quotes", "ask", "p", "people"


class Withdraw(StudyCommand):
    """Somebody withdraws: shows everything that holds their words, then asks how far it reaches."""

    name, label, footer, key = "withdraw", "Withdraw this participant", "withdraw", "W"
    tab, needs_row = "people", True


class RemovePerson(StudyCommand):
    """Remove this participant's record; asks first. Not possible while there are sessions of theirs."""

    name, label, footer, key = "remove_person", "Remove this participant", "remove", "delete,x"
    tab, needs_row = "people", True


class ShowPoint(StudyCommand):
    """Show or fold away what the point means; a wide screen always shows it. Tab goes there to scroll."""

    name, label, footer, key = "show_point", "Describe the learning point", "about", "enter"
    tab, needs_row = "points", True


class QuotesOfPoint(StudyCommand):
    """Show the quotes of this learning point on the tab of quotes."""

    name, label, footer, key = "quotes_of_point", "Its quotes", "quotes", "s"
    tab, needs_row = "points", True


class AddPoint(StudyCommand):
    """Add a learning point of the study's own, beside the eight."""

    name, label, footer, key, tab = "add_point", "New learning point", "new", "a", "points"


class MemoOnPoint(StudyCommand):
    """Write down what you think of the learning point, or change what you wrote."""

    name, label, footer, key = "point_memo", "Memo on the learning point", "memo", "w"
    tab, needs_row = "points", True


class EditPoint(StudyCommand):
    """Change its name, number, colour, what it stands under, its description and when to use it."""

    name, label, footer, key = "edit_point", "Change the learning point", "change", "e"
    tab, needs_row = "points", True


class PointEarlier(StudyCommand):
    """Exchange its number with the learning point before it."""

    name, label, key = "point_earlier", "A number earlier", "minus"
    tab, needs_row = "points", True


class PointLater(StudyCommand):
    """Exchange its number with the learning point after it."""

    name, label, key = "point_later", "A number later", "plus"
    tab, needs_row = "points", True


class MergePoint(StudyCommand):
    """Merge it into another: every quote that has this one gets that one. Says first how many."""

    name, label, footer, key = "merge_point", "Merge into another", "merge", "g"
    tab, needs_row = "points", True


class SplitPoint(StudyCommand):
    """Choose some of its quotes, and give them a new learning point or another, instead or beside."""

    name, label, footer, key = "split_point", "Split: choose quotes", "split", "d"
    tab, needs_row = "points", True


class RetirePoint(StudyCommand):
    """Offer it no longer for tagging; its quotes keep it. On a retired one: offer it again."""

    name, label, footer, key = "retire_point", "Retire, or bring back", "retire", "t"
    tab, needs_row = "points", True


class RemovePoint(StudyCommand):
    """Move it to the bin; asks first. Where quotes have it, it is merged or retired instead."""

    name, label, footer, key = "remove_point", "Remove the learning point", "remove", "delete,x"
    tab, needs_row = "points", True


class OpenQuote(StudyCommand):
    """Open the session this quote is from, at the quote."""

    name, label, footer, key = "open_quote", "Open where it was said", "open", "enter"
    tab, needs_row = "quotes", True


class FilterWords(StudyCommand):
    """Narrow the quotes by words; `#4` asks for learning point 4. Enter or Esc goes back to the list."""

    name, label, footer, key, tab = "filter_words", "Find words", "words", "slash", "quotes"


class FilterPoint(StudyCommand):
    """Narrow the quotes to one learning point: its number, or part of its name."""

    name, label, footer, key, tab = "filter_point", "Only one learning point", "point", "p", "quotes"


class FilterRole(StudyCommand):
    """Narrow the quotes to one role."""

    name, label, footer, key, tab = "filter_role", "Only one role", "role", "r", "quotes"


class FilterPerson(StudyCommand):
    """Narrow the quotes to one participant."""

    name, label, footer, key, tab = "filter_person", "Only one participant", "who", "w", "quotes"


class ClearFilter(StudyCommand):
    """Show all quotes again."""

    name, label, footer, key, tab = "clear_filter", "All quotes", "all", "c", "quotes"


class MarkQuote(StudyCommand):
    """Mark the quote, or take the mark away, and go on to the next; Esc takes all marks away."""

    name, label, footer, key = "mark_quote", "Mark the quote", "mark", "space"
    tab, needs_row = "quotes", True


class MarkAllQuotes(StudyCommand):
    """Mark all quotes that are shown, or take their marks away."""

    name, label, key = "mark_all_quotes", "Mark all quotes shown", "asterisk"
    tab, needs_row = "quotes", True


class TagQuotes(StudyCommand):
    """Give the marked quotes (or the one at the cursor) a learning point, or take it off; `u` undoes it."""

    name, label, footer, key = "tag_quotes", "Tag the marked quotes", "tag", "t"
    tab, needs_row = "quotes", True


class SortQuotes(StudyCommand):
    """Sort the quotes: by session, learning point, participant, when or by whom marked, star, approval."""

    name, label, footer, key, tab = "sort_quotes", "Sort the quotes", "sort", "o", "quotes"


class CopyQuotes(StudyCommand):
    """Copy the marked quotes (or the one at the cursor); what consent holds back is left out, and said."""

    name, label, footer, key = "copy_quotes", "Copy quotes", "copy", "C"
    tab, needs_row = "quotes", True


class QuoteCards(StudyCommand):
    """Show quotes as cards, with more of their words, or in a table; it is remembered."""

    name, label, footer, key, tab = "quote_cards", "Cards or table", "cards", "l", "quotes"


class OpenWriteup(StudyCommand):
    """Write on at this write-up."""

    name, label, footer, key = "open_writeup", "Open the write-up", "open", "enter"
    tab, needs_row = "writeups", True


class DraftWriteup(StudyCommand):
    """Draft a reflection, a learning point, progress, the briefing, …; the draft is then yours to write."""

    name, label, footer, key, tab = "draft", "Draft a write-up", "draft", "a", "writeups"


class ExportWriteup(StudyCommand):
    """Write a file for others: Word, web page, PDF or Markdown; quotes as agreed to, others held back."""

    name, label, footer, key = "export", "Export the write-up", "export", "x"
    tab, needs_row = "writeups", True


class RemoveWriteup(StudyCommand):
    """Move this write-up to the study's bin; asks first."""

    name, label, footer, key = "remove_writeup", "Remove the write-up", "remove", "delete"
    tab, needs_row = "writeups", True


class LookBehind(StudyCommand):
    """Show the reasons behind these ratings, and the quotes given as evidence."""

    name, label, footer, key = "look_behind", "What is behind it", "behind it", "enter"
    tab, needs_row = "progress", True


class Assess(StudyCommand):
    """Begin a self-assessment in the open round: a participant, for a whole role, or with the group."""

    name, label, footer, key, tab = "assess", "New self-assessment", "new assessment", "a", "progress"


class ShowRounds(StudyCommand):
    """Open and close rounds of self-assessment; see who has answered, and whom to remind."""

    name, label, footer, key, tab = "rounds", "Rounds", "rounds", "o", "progress"


class WhichRound(StudyCommand):
    """Show another round."""

    name, label, footer, key, tab = "which_round", "Another round", "which round", "w", "progress"


class EarlierRound(StudyCommand):
    """Show the round before this one."""

    name, label, key, tab = "earlier_round", "The round before", "left_square_bracket", "progress"


class LaterRound(StudyCommand):
    """Show the round after this one."""

    name, label, key, tab = "later_round", "The round after", "right_square_bracket", "progress"


class OverRounds(StudyCommand):
    """Show a line for each learning point over all rounds, or one round again."""

    name, label, footer, key, tab = "over_rounds", "Over the rounds", "over the rounds", "l", "progress"


class OnlyRole(StudyCommand):
    """Show only what one role says."""

    name, label, footer, key, tab = "only_role", "Only one role's ratings", "role", "r", "progress"


class ForPublic(StudyCommand):
    """Show what the public may see: roles with too few answers are hidden. Again shows all of it."""

    name, label, footer, key, tab = "for_public", "As the public sees it", "public", "p", "progress"


class OpenAnalysis(StudyCommand):
    """Look at what was tagged this way: a table, a chart, a list of its own."""

    name, label, footer, key = "open_analysis", "Open the analysis", "open", "enter"
    tab, needs_row = "analysis", True


class Undo(StudyCommand):
    """Take back the last thing done here: to people, the codebook, something removed, restored or chosen."""

    name, label, footer, key = "undo", "Undo", "undo", "u,ctrl+z"


class Redo(StudyCommand):
    """Do again what was just undone."""

    name, label, footer, key = "redo", "Redo", "redo", "U,ctrl+y"


class ChooseVersions(StudyCommand):
    """Choose where two people wrote the same thing differently. Until then both versions are kept."""

    name, label, key = "versions", "Two versions to choose from", "v"


class MergeCopies(StudyCommand):
    """Look at the copies that a syncing program left in the study, and merge them."""

    name, label, key = "copies", "Merge copies", "m"


class LookAtFiles(StudyCommand):
    """Look through all files of the study: what is wrong with them, in words, and what can be mended."""

    name, label, key = "files", "The study's files", "i"


class CodebookHistory(StudyCommand):
    """See what was done to the learning points, by whom and when."""

    name, label, key, tab = "codebook_history", "History of the learning points", "H", "points"


class ShowDifferences(StudyCommand):
    """See where researchers tagged the same words differently, side by side, and settle it one by one."""

    name, label, key = "differences", "Where tags differ", "D"


class ShowTables(StudyCommand):
    """Count quotes, people or words of anything by anything, and see the quotes behind each number."""

    name, label, key = "tables", "Tables", "T"


class ShowFramework(StudyCommand):
    """Chart the framework matrix: each case on each learning point, summed up in your own words."""

    name, label, key = "framework", "Framework matrix", "M"


class ShowCharts(StudyCommand):
    """See charts: points by role, points together, what sessions added, agreement; write them as pictures."""

    name, label, key = "charts", "Charts", "V"


class ShowCoverage(StudyCommand):
    """See what each session added, and what is missing: words, questions, dissent, voices, roles."""

    name, label = "coverage", "Coverage and saturation"


class ShowAgreement(StudyCommand):
    """See how far researchers agree on what they tagged in the same sessions."""

    name, label = "agreement", "How far researchers agree"


class ShowAudit(StudyCommand):
    """See who tagged, changed, merged, imported, asked and exported what, and when."""

    name, label = "audit", "Who did what, and when"


class OpenBin(StudyCommand):
    """See what was removed from the study, bring it back, or delete it for good."""

    name, label, footer, key = "bin", "The bin", "bin", "b"


class Find(FindInStudy, StudyCommand):
    """Search the whole study: answers, transcripts, notes, memos and quotes."""


class ShowTab(StudyCommand):
    """Show another tab by its number."""

    name, label, keys_shown = "show_tab", "Show a tab", "1–7"


class NextTab(StudyCommand):
    """Show the tab to the right."""

    name, label, key = "next_tab", "Next tab", "ctrl+right"


class PreviousTab(StudyCommand):
    """Show the tab to the left."""

    name, label, key = "previous_tab", "Tab before", "ctrl+left"


class SyncWithTeam(StudyCommand):
    """Commit what changed, merge what others of the team sent, and send yours, through git."""

    name, label, key = "sync", "Sync with the team", "y"


class Leave(StudyCommand):
    """Close the study and go back to the list of studies. Esc does it too."""

    name, label, footer, key = "leave", "Close the study", "close", "q"


STUDY_COMMANDS: tuple[type[StudyCommand], ...] = (
    ResumeSession,
    TagSession,
    RulesOfSession,
    StartSession,
    EditPerson,
    AddPerson,
    InterviewPerson,
    ShowPoint,
    QuotesOfPoint,
    AddPoint,
    EditPoint,
    MemoOnPoint,
    OpenQuote,
    FilterWords,
    MarkQuote,
    TagQuotes,
    SortQuotes,
    OpenWriteup,
    DraftWriteup,
    ExportWriteup,
    LookBehind,
    Assess,
    ShowRounds,
    OverRounds,
    ForPublic,
    OnlyRole,
    WhichRound,
    EarlierRound,
    LaterRound,
    OpenAnalysis,
    Undo,
    Redo,
    Find,
    ImportTranscripts,
    RemoveSession,
    ShowApprovals,
    ShowNames,
    Withdraw,
    RemovePerson,
    MergePoint,
    SplitPoint,
    RetirePoint,
    RemovePoint,
    PointEarlier,
    PointLater,
    CodebookHistory,
    FilterPoint,
    FilterRole,
    FilterPerson,
    ClearFilter,
    CopyQuotes,
    QuoteCards,
    MarkAllQuotes,
    RemoveWriteup,
    SyncWithTeam,
    Leave,
    OpenBin,
    ShowDifferences,
    ShowTables,
    ShowFramework,
    ShowCharts,
    ShowCoverage,
    ShowAgreement,
    ShowAudit,
    ChooseVersions,
    MergeCopies,
    LookAtFiles,
    ShowTab,
    NextTab,
    PreviousTab,
)

OPENS = {
    "sessions": "resume",
    "people": "edit_person",
    "points": "show_point",
    "quotes": "open_quote",
    "writeups": "open_writeup",
    "progress": "look_behind",
    "analysis": "open_analysis",
}
"""What a double click does on each tab."""

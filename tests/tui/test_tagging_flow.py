"""Both hands on the keyboard through a whole transcript, and several researchers side by side."""

from __future__ import annotations

from reflect.domain.ids import PointId
from reflect.domain.side_by_side import Whose
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.widgets.passage_view import PassageView
from tests.tui.looking import screen_text
from tests.tui.tag_screens import PASSAGE, WORDS, app_of, pressed
from tests.tui.waiting import said, until

FIRST, SECOND, THIRD = (
    "We had been cross for months.",
    "Then Sam said they had one person.",
    "One for the whole district.",
)


def tagged(desk: SessionDesk) -> list[tuple[str, tuple[str, ...]]]:
    record = desk.record
    return [
        (q.words, tuple(sorted(t.point for t in record.tags.values() if t.quote == q.id)))
        for q in record.quotes.values()
    ]


def by_somebody_else(desk: SessionDesk, start: int, end: int, point: str) -> None:
    """What ben has tagged before."""
    by, desk.by = desk.by, "ben"
    desk.toggle(PASSAGE, start, end, PointId(point))
    desk.by = by


async def test_after_the_digits_enter_goes_to_the_next_sentence(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "s", "4", "6", "enter", "1", "enter", "enter")
    assert tagged(desk) == [(FIRST, ("LP4", "LP6")), (SECOND, ("LP1",)), (THIRD, ())]


async def test_sentence_by_sentence_a_whole_session_goes_without_another_key(
    study: Study, desk: SessionDesk
) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "t")
        assert "sentence by sentence" in screen_text(app)
        await pressed(pilot, "4", "space", "5", "enter", "2")
        assert tagged(desk) == [
            (FIRST, ("LP4",)),
            (THIRD, ("LP5",)),
            ("Different appetites for risk, mostly.", ("LP2",)),
        ]
        await pressed(pilot, "b", "3")  # a second point for the one before
        assert tagged(desk)[-1][1] == ("LP2", "LP3")
        await pressed(pilot, "b", "3")  # taken off: one stays where one is
        assert app.screen.query_one(PassageView).selected_text == "Different appetites for risk, mostly."
        await pressed(pilot, "space", "space")
        assert "last sentence" in said(app)
        await pressed(pilot, "t")
        assert "sentence by sentence" not in screen_text(app)


async def test_repeated_tags_all_go_to_the_sentence_before_the_next_is_selected(
    study: Study, desk: SessionDesk
) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "s", "4", "6", "t", "space", "full_stop", "full_stop")
    assert tagged(desk) == [(words, ("LP4", "LP6")) for words in (FIRST, SECOND, THIRD)]


async def test_a_quote_is_split_at_the_cursor_merged_again_and_both_are_undone(
    study: Study, desk: SessionDesk
) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "s", "s", "4", "escape", "ctrl+home", "s", "space", "ctrl+home")
        app.screen.query_one(PassageView).move_to(PASSAGE, WORDS.index("Then") + 2)
        await pressed(pilot, "d")
        assert tagged(desk) == [(FIRST, ("LP4",)), (SECOND, ("LP4",))]
        await pressed(pilot, "shift+tab", "j")
        assert tagged(desk) == [(f"{FIRST} {SECOND}", ("LP4",))]
        await pressed(pilot, "u")
        assert tagged(desk) == [(FIRST, ("LP4",)), (SECOND, ("LP4",))]
        await pressed(pilot, "u")
        assert tagged(desk) == [(f"{FIRST} {SECOND}", ("LP4",))]
        assert not desk.record.bin


async def test_a_quote_just_tagged_is_still_meant_after_esc_and_a_split_is_put_together_from_either_part(
    study: Study, desk: SessionDesk
) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "s", "s", "4")
        assert "4 Recognise difference · Enter: next sentence" in said(app)
        await pressed(pilot, "escape", "asterisk")
        assert [quote.starred for quote in desk.record.quotes.values()] == [True]
        app.screen.query_one(PassageView).move_to(PASSAGE, WORDS.index("Then"))
        await pressed(pilot, "d", "j")
    assert tagged(desk) == [(f"{FIRST} {SECOND}", ("LP4",))]


async def test_a_split_needs_words_on_both_sides(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "s", "4", "escape", "ctrl+home", "d")
        assert "where the second part" in said(app)
        await pressed(pilot, "j")
        assert "no other quote" in said(app)
    assert tagged(desk) == [(FIRST, ("LP4",))]


async def test_a_star_is_shown_and_keeps_a_quote_whose_tags_go(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(pilot, "s", "4", "asterisk", "4")
        assert [quote.starred for quote in desk.record.quotes.values()] == [True]
        await pressed(pilot, "escape", "tab")
        assert "★ “We had been cross" in screen_text(app)
        await pressed(pilot, "q")
    assert [row.starred for row in study.quotes()] == [True]


async def test_who_gave_which_tag_stands_beside_it_in_letters(study: Study, desk: SessionDesk) -> None:
    by_somebody_else(desk, 0, len(FIRST), "LP4")
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(pilot, "s", "6")
        shown = screen_text(app)
    assert {tag.by for tag in desk.record.tags.values()} == {"ana", "ben"}
    assert "▌B 4 Recognise difference" in shown
    assert "▌A 6 " in shown
    assert "4B" in shown
    assert "6A" in shown


async def test_blind_to_others_nothing_of_theirs_is_shown_or_counted_and_own_is_only_what_is_marked(
    study: Study, desk: SessionDesk
) -> None:
    by_somebody_else(desk, 0, len(FIRST), "LP4")
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(pilot, "ctrl+home")
        assert "1 quote " in screen_text(app)
        assert "· ben" in screen_text(app)
        await pressed(pilot, "o")
        assert desk.whose is Whose.OWN
        shown = screen_text(app)
        assert "only your tags" in shown
        assert "1 quote " in shown
        assert "No quote here" in shown
        await pressed(pilot, "o")
        shown = screen_text(app)
        assert "blind to others" in shown
        assert "0 quotes" in shown
        assert "ben" not in shown
        await until(pilot, lambda: study.blind.is_blind(desk.record.session.id))
        await pressed(pilot, "s", "6")
        assert {(t.point, t.by) for t in desk.record.tags.values()} == {("LP4", "ben"), ("LP6", "ana")}
        shown = screen_text(app)
        assert "ben" not in shown
        assert "● 6" in shown
        assert "● 4" not in shown
        await pressed(pilot, "delete")
        assert "1 tag, 0 memos go with it" in said(app)
        await pressed(pilot, "y")
        assert {(t.point, t.by) for t in desk.record.tags.values()} == {("LP4", "ben")}
        assert "0 quotes" in screen_text(app)
        await pressed(pilot, "u", "o", "tab")
        await until(pilot, lambda: not study.blind.is_blind(desk.record.session.id))
        assert {(t.point, t.by) for t in desk.record.tags.values()} == {("LP4", "ben"), ("LP6", "ana")}
        assert "▌B 4" in screen_text(app)
        await pressed(pilot, "o", "delete")
        assert "Others have worked on this quote" in said(app)


async def test_blind_to_others_corrections_ask_and_count_nothing_of_theirs_and_their_quotes_follow(
    study: Study, desk: SessionDesk
) -> None:
    by_somebody_else(desk, 0, len(FIRST), "LP4")
    desk.whose = Whose.BLIND
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(pilot, "f", *"cross", "tab", *"angry")
        assert "no quote touched" in said(app)
        await pressed(pilot, "f2")
        assert "Replaced in 1 place" in said(app)
    (quote,) = desk.record.quotes.values()
    assert (quote.words, quote.source_changed) == ("We had been angry for months.", False)


async def test_blind_to_others_edges_are_moved_of_ones_own_part_only(study: Study, desk: SessionDesk) -> None:
    by_somebody_else(desk, 0, len(FIRST), "LP4")
    desk.whose = Whose.BLIND
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(pilot, "s", "6", "escape", "ctrl+home", "A", "s", "enter")
        assert tagged(desk) == [(FIRST, ("LP4",)), (f"{FIRST} {SECOND}", ("LP6",))]
        await pressed(pilot, "u")
    assert tagged(desk) == [(FIRST, ("LP4", "LP6"))]


async def test_blind_to_others_words_they_have_quoted_are_kept_as_a_quote_of_ones_own(
    study: Study, desk: SessionDesk
) -> None:
    by_somebody_else(desk, 0, len(FIRST), "LP4")
    desk.whose = Whose.BLIND
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(pilot, "s", "enter")
        assert "1 quote " in screen_text(app)
        await pressed(pilot, "s", "6")
    assert tagged(desk) == [(FIRST, ("LP4",)), (FIRST, ("LP6",))]

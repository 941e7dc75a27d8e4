"""What all tabs of the study screen share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual.containers import Vertical

from reflect.errors import ReflectError
from reflect.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from reflect.services.study import Study

T = TypeVar("T")


class Pane(Vertical, Generic[T]):
    """One tab: `gather` fetches what it shows, off the screen's thread, and `show` shows it."""

    DEFAULT_CSS = "Pane { height: 1fr; }"

    def gather(self, study: Study) -> T:
        """Fetch; touches nothing on the screen."""
        raise NotImplementedError

    def more(self, study: Study, found: T) -> T | None:  # noqa: ARG002 - for panes with long lists
        """Fetch more than `found` has; None when that is all. Touches nothing on the screen."""
        return None

    def show(self, found: T) -> None:
        """Show what was fetched."""
        raise NotImplementedError

    def cannot(self, error: ReflectError) -> None:
        """Say why nothing could be fetched; what was listed before stays in sight."""
        if self.rows.items:
            self.notify(str(error), severity="error", timeout=12, markup=False)
        else:
            self.rows.show((), empty=f"This cannot be read just now. {error}")

    @property
    def rows(self) -> Rows[Any]:
        """The tab's list."""
        return self.query_one(Rows)

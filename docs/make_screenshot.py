"""Draws docs/screenshot.svg: the tag screen of the demo study, exported by the app itself.

python docs/make_screenshot.py
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path


async def main(folder: Path) -> None:
    """Open the demo's third interview, go to a quote, and keep what is seen."""
    from reflect.services.demo import build_demo
    from reflect.tui.app import ReflectApp
    from reflect.tui.screens.tag import TagScreen

    study = build_demo(folder / "demo")
    row = next(row for row in study.sessions() if row.participant == "P03")
    app = ReflectApp(lambda: [TagScreen(study, study.open_session(row.id))])
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press(*["tab"] * 3)
        await app.workers.wait_for_complete()
        await pilot.pause()
        picture = app.export_screenshot(title="reflect")
    Path(__file__).with_name("screenshot.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        os.environ["REFLECT_STATE_DIR"] = made
        os.environ["REFLECT_CACHE_DIR"] = f"{made}/cache"
        os.environ["REFLECT_CONFIG"] = f"{made}/none.toml"
        asyncio.run(main(Path(made)))

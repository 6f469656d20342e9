"""Every page of the web application as pictures: python -m tests.web.screenshots FOLDER [WORKSPACE] [--port PORT].

At 1440 and 390 pixels, in the light and the dark theme, over a workspace (the demo's, unless named), to be looked at.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.postgres import free_port
from tests.web.browsers import chromium

from steelyard.web.app import create
from steelyard.web.asking import questions

WIDTHS, SCHEMES = (1440, 390), ("light", "dark")
READY_S = 600
FURTHER = (
    "/",
    "/scorecard",
    "/scorecard?by=site&period=month",
    "/measure/balance",
    "/measure/handle_time_median",
    "/ask",
    "/issues",
    "/data/upload",
    "/data/quarantine",
    "/settings",
    "/settings/people",
    "/no-such-page",
)
REFUSED = "/ask/change?by=nothing"


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The application at an address of this machine, until the block is left."""
    import uvicorn

    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)


def paths() -> list[str]:
    """Every page there is to look at."""
    return [*FURTHER, *(f"/ask/{entry.id}" for entry in questions()), "/data", "/account", REFUSED]


def take(folder: Path, workspace: Path) -> list[Path]:
    """Pictures of every page; a page that is being computed is waited for."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with serving(create(workspace)) as address, chromium() as browser:
        for path in paths():
            for width in WIDTHS:
                for scheme in SCHEMES:
                    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
                    page.goto(address + path)
                    page.wait_for_selector(".waiting, .still", state="detached", timeout=READY_S * 1000)
                    page.wait_for_load_state("networkidle")
                    made.append(folder / f"{_name(path)}-{width}-{scheme}.png")
                    page.screenshot(path=made[-1], full_page=True)
                    page.context.close()
    return made


def _name(path: str) -> str:
    return path.strip("/").translate(str.maketrans("/?=&", "----")) or "balance"


if __name__ == "__main__":
    target, *rest = sys.argv[1:]
    for picture in take(Path(target), Path(rest[0] if rest else "demo")):
        print(picture)

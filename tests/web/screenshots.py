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
from tempfile import TemporaryDirectory
from typing import Any

from tests.postgres import free_port
from tests.web.browsers import chromium

from steelyard.web.access.opening import access
from steelyard.web.app import create
from steelyard.web.menu import questions
from steelyard.web.rendering import pages

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
    "/log",
    "/initiatives/new",
    "/list",
    "/exchange",
    "/evaluate",
    "/evaluate/1",
    "/calibrations/1",
    "/follow-up-effect",
    "/debts",
    "/start",
    "/data/upload",
    "/data/quarantine",
    "/data/loading",
    "/log",
    "/settings",
    "/settings/people",
    "/settings/audit",
    "/no-such-page",
)
REFUSED = "/ask/change?by=nothing"
REACHED = (
    ("follow-up", "/list", "/list/"),
    ("customer", "follow-up", "/customer/"),
    ("issue", "/issues?sign=handed+on", "/issue/"),
)
"""Pages whose address nobody knows before: their name, the page (or its name), and how the link there begins."""

BY_NAME = ("/measure/", "/ask/", "/data/upload/")
"""Pages of which `paths` names some, or which are made on the way."""

SENT = ("telephone_calls.csv", "helpdesk_tickets.csv", "survey_invitations.csv.gz")
"""Files of the demo that are brought to an empty folder, so that the mapping page has something to show."""


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
    plain = (page.path for page in pages() if "{" not in page.path and page.id != "own")
    return list(dict.fromkeys((*FURTHER, *plain, *(f"/ask/{entry.id}" for entry in questions()), REFUSED)))


def every_page(browser: Any, address: str) -> dict[str, str]:
    """Name -> where it is, of every page of an application at an address."""
    found = {_name(path): address + path for path in paths()}
    for name, start, link in (*REACHED, *_below()):
        found[name] = address + _reached(browser, found.get(start, address + start), link)
    return found


def _below() -> Iterator[tuple[str, str, str]]:
    """Pages of one thing each that stand below a page that lists such things: as in `REACHED`."""
    known = {page.path for page in pages()}
    told = {link for _, _, link in REACHED}
    for page in pages():
        link, brace, _ = page.path.partition("{")
        if brace and link.rstrip("/") in known and link not in told and link not in BY_NAME:
            yield page.id, link.rstrip("/"), link


def take(folder: Path, workspace: Path) -> list[Path]:
    """Pictures of every page; a page that is being computed is waited for."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with chromium() as browser:
        with serving(create(workspace, access=access(workspace, is_near=True))) as address:
            made += [_taken(browser, folder, name, place) for name, place in every_page(browser, address).items()]
        sent = [workspace / "exports" / name for name in SENT]
        if all(file.exists() for file in sent):
            with TemporaryDirectory() as empty, serving(create(Path(empty) / "our-support")) as address:
                made.append(_taken(browser, folder, "first-start", address))
                made.append(_taken(browser, folder, "mapping", _mapping(browser, address, sent)))
    return [picture for pictures in made for picture in pictures]


def _taken(browser: Any, folder: Path, name: str, place: str) -> list[Path]:
    """Pictures of one page, at both widths and in both themes."""
    made = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
            page.set_default_timeout(READY_S * 1000)
            page.goto(place)
            _is_there(page)
            made.append(folder / f"{name}-{width}-{scheme}.png")
            page.screenshot(path=made[-1], full_page=True)
            page.context.close()
    return made


def _is_there(page: Any) -> None:
    page.wait_for_selector(".waiting, .findings .still", state="detached", timeout=READY_S * 1000)
    page.wait_for_load_state("networkidle")


def _reached(browser: Any, start: str, beginning: str) -> str:
    """Where the first link of a page that begins so leads; nowhere that is known where there is none."""
    page = browser.new_page()
    page.set_default_timeout(READY_S * 1000)
    page.goto(start)
    _is_there(page)
    links = page.eval_on_selector_all("main a[href]", "found => found.map(each => each.getAttribute('href'))")
    page.close()
    return next((str(link) for link in links if link.startswith(beginning) and ".csv" not in link), "/no-such-page")


def _mapping(browser: Any, address: str, sent: list[Path]) -> str:
    """Where the files that were brought are mapped."""
    page = browser.new_page()
    page.set_default_timeout(READY_S * 1000)
    page.goto(f"{address}/data/upload")
    page.set_input_files("input[type=file]", [str(file) for file in sent])
    page.get_by_role("button", name="Look at the files").click()
    page.wait_for_url("**/data/upload/*")
    found: str = page.url
    page.close()
    return found


def _name(path: str) -> str:
    return path.strip("/").translate(str.maketrans("/?=&", "----")) or "balance"


if __name__ == "__main__":
    target, *rest = sys.argv[1:]
    for picture in take(Path(target), Path(rest[0] if rest else "demo")):
        print(picture)

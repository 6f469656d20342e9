"""From a template and a context to HTML; what every page shows around its own part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from steelyard import __version__, catalogue
from steelyard.declare import Page
from steelyard.errors import SteelyardError
from steelyard.web.access.viewer import Viewer
from steelyard.web.handing import TYPES
from steelyard.web.visit import Visit
from steelyard.wording import tied


@dataclass(frozen=True)
class Frame:
    """What stands around a page's own part.

    Args:
        name: of the workspace; empty where it has none.
        links: (path, title, whether this is it) of the navigation.
        version: of the store the page was made from; 0 where nothing has been loaded.
        files: (kind, address) of the page's list as files; none where it has none, or it is empty.
        serving: (path, title) of the pages on which what the page's question rests on is entered.
    """

    title: str
    name: str
    links: tuple[tuple[str, str, bool], ...]
    version: int
    viewer: Viewer
    address: str
    files: tuple[tuple[str, str], ...] = ()
    serving: tuple[tuple[str, str], ...] = ()
    steelyard: str = __version__


@cache
def environment() -> Environment:
    """The templates of the application, and the report's macros beside them."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("steelyard.web"), PackageLoader("steelyard.report")]),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["tied"] = tied
    return made


def pages() -> tuple[Page, ...]:
    """Every page there is, third parties' included, in the order of their place."""
    known: dict[str, Page] = catalogue.entries("web.pages", "PAGE")
    return tuple(sorted(known.values(), key=lambda page: (page.place, page.id)))


def render(template: str, title: str, visit: Visit, it: Any, page_id: str = "") -> str:
    """A whole page; every text from the data is escaped."""
    return environment().get_template(template).render(frame=_frame(title, visit, page_id, it), it=it, visit=visit)


def _frame(title: str, visit: Visit, page_id: str, it: Any) -> Frame:
    shown = [page for page in pages() if page.place and visit.viewer.may_see(page)]
    links = tuple((page.path, page.title, _is_here(page, page_id, visit)) for page in shown)
    asked = getattr(it, "question", None) or ""
    serving = tuple(
        (page.path, page.title) for page in pages() if asked and page.serves == asked and visit.viewer.may_see(page)
    )
    files = _files(visit, page_id, it)
    return Frame(title, _name(visit), links, visit.version, visit.viewer, visit.address, files, serving)


ABOVE = {"issue": "issues", "customer": "issues", "measure": "scorecard", "calibration": "evaluate"}
"""Pages of one thing whose list lies at another beginning of an address."""


def _is_here(page: Page, page_id: str, visit: Visit) -> bool:
    """Whether an entry of the navigation is this page, or the one above it."""
    if page_id == page.id or ABOVE.get(page_id) == page.id:
        return True
    known = {other.id for other in pages() if other.place}
    return page_id not in known and page.path != "/" and visit.address.startswith(f"{page.path}/")


def _files(visit: Visit, page_id: str, it: Any) -> tuple[tuple[str, str], ...]:
    page = next((page for page in pages() if page.id == page_id and page.rows is not None), None)
    if page is None or page.rows is None or not page.rows(it):
        return ()
    query = visit.address.partition("?")[2]
    return tuple((kind, f"{page.path}.{kind}" + (f"?{query}" if query else "")) for kind in TYPES)


def _name(visit: Visit) -> str:
    try:
        return visit.served.workspace.settings.name
    except SteelyardError:
        return ""

"""A load as it goes on, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard import background
from steelyard.answers import Answer
from steelyard.background import Loading
from steelyard.declare import Page
from steelyard.errors import SteelyardError
from steelyard.view.table import Table
from steelyard.web.accounts import accounts, rejected
from steelyard.web.bringing import EDITORS
from steelyard.web.visit import Visit


@dataclass(frozen=True)
class LoadingPage:
    """Where the last load stands.

    Args:
        loading: None where none was started from a page.
        percent: of its steps done.
        accounts: what became of every row; None while it runs or where nothing was loaded.
        rejected: rows in quarantine.
        verdict: the first sentences the data allow; empty while they are computed, and where none can be said.
        is_computing: the verdict is not there yet.
        may_change: whoever asks may start and stop loads.
    """

    loading: Loading | None
    percent: int
    accounts: Table | None
    rejected: int
    verdict: tuple[str, ...]
    is_computing: bool
    may_change: bool


def load(visit: Visit) -> LoadingPage:
    """As it is now; whoever sees that a load is done is shown what it brought."""
    found = background.state(visit.served.folder)
    is_done = bool(found and found.state == "done")
    verdict, is_computing = _verdict(visit.after()) if is_done else ((), False)
    return LoadingPage(
        found,
        round(100 * found.share) if found else 0,
        accounts(visit) if is_done else None,
        (rejected(visit) or 0) if is_done else 0,
        verdict,
        is_computing,
        visit.viewer.role in EDITORS,
    )


def _verdict(visit: Visit) -> tuple[tuple[str, ...], bool]:
    """(sentences, whether they are still being computed)."""
    try:
        found = visit.ask("verdict", wait_s=0.2)
    except SteelyardError as error:
        return (f"{error.what[:1].upper()}{error.what[1:]}.",), False
    return (found.sentences[:2], False) if isinstance(found, Answer) else ((), True)


PAGE = Page("loading", "Load", "/data/loading", "loading.html", load)

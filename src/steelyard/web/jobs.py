"""What takes time, as functions that run in a process of their own: each is given the workspace and one version."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steelyard.answers import Answer
from steelyard.stages import listening
from steelyard.store import Snapshot
from steelyard.web.board import Board
from steelyard.web.privacy.scope import Scope
from steelyard.web.privacy.scope import scope as find_scope
from steelyard.web.served import Served
from steelyard.workspace import Workspace

if TYPE_CHECKING:
    from steelyard.analyses.compare.answer import OwnWork

PEOPLE = frozenset({"agent_id", "agent", "customer_id"})
"""Dimensions that name people."""

MOST_PARTS = 60
"""Of a dimension, that a page offers to choose from: those with most issues."""


def prepare(board: Board | None = None) -> None:
    """A worker leaves stopping to the process that started it, and writes how far it is where that reads it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _BOARDS[:] = [board] if board is not None else []


_BOARDS: list[Board] = []
"""Of a worker: where it writes how far it is."""


def run(folder: Path, data: Path | None, version: int, name: str, given: Mapping[str, Any], ticket: int = 0) -> Any:
    """What the job of that name gives for a version.

    Args:
        ticket: under which it says how far it is.

    Raises:
        SteelyardError: as the job.
    """
    served = _served(folder, data)
    with _told(ticket), served.snapshot(version) as snapshot:
        return JOBS[name](served.workspace, snapshot, **given)


@contextmanager
def _told(ticket: int) -> Iterator[None]:
    if not _BOARDS:
        yield
        return
    board = _BOARDS[0]
    board.write(ticket, "")
    with listening(lambda stage: board.write(ticket, str(stage))):
        yield


@cache
def _served(folder: Path, data: Path | None) -> Served:
    return Served(folder, data)


def ask(workspace: Workspace, snapshot: Snapshot, *, question: str, given: Mapping[str, Any]) -> Answer:
    """The answer to a question, as kept with the version or asked now."""
    return workspace.put(snapshot, question, **given)


def parts(workspace: Workspace, snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Dimension -> its parts, those with most issues first; no dimension that names people, or has one part alone."""
    from steelyard import facts
    from steelyard.store.asked import asked

    columns = snapshot.manifest.shown.get("fact_issues", {})
    known = dict.fromkeys((*facts.fact("issues").dimensions, *workspace.settings.dimensions))
    found = {}
    for name in (name for name in known if name in columns and name not in PEOPLE):
        sql = f'SELECT "{name}" AS part, count(*) AS n FROM fact_issues WHERE "{name}" IS NOT NULL GROUP BY 1'
        rows = asked(snapshot, f"{sql} ORDER BY 2 DESC, 1 LIMIT {MOST_PARTS}")
        if len(rows["part"]) > 1:
            found[name] = tuple(map(str, rows["part"]))
    return found


FINE = 2
"""Pixels of a PNG file for each of a page."""


def png(workspace: Workspace, snapshot: Snapshot, *, picture: str = "", svg: str = "") -> bytes:
    """A picture as a PNG file, twice as fine as it is wide.

    Args:
        picture: in Vega-Lite's grammar, as JSON; of what may be shown to who asks, since nothing is left out here.
        svg: a drawing, in the place of a picture.
    """
    convert = import_module("vl_convert")
    drawn: bytes = convert.svg_to_png(svg, scale=FINE) if svg else convert.vegalite_to_png(picture, scale=FINE)
    return drawn


def sums(workspace: Workspace, snapshot: Snapshot, *, metric: str, given: Mapping[str, Any]) -> dict[str, float | None]:
    """Name of each sum of a measure -> what it adds up to, in the days and parts the scorecard shows of it.

    A sum that is not known is None; a measure that is a quantile, or that the data cannot give, has none.
    """
    from steelyard.analyses.periods.choice import frame
    from steelyard.analyses.periods.comparison import behind
    from steelyard.settings import shaping

    settings = shaping.as_built(workspace.settings, snapshot.manifest.notes)
    days = frame(snapshot, settings, **{name: given[name] for name in OF_DAYS if name in given})
    found = behind(snapshot.following(days.follow_days), settings, metric, days, where=given.get("where"))
    return {name: value if isfinite(value) else None for name, value in found.items()}


OF_DAYS = ("period", "from_on", "to_on", "against")


def scope(workspace: Workspace, snapshot: Snapshot, *, besides: Sequence[str] = ()) -> Scope:
    """What of the version may be shown to viewers, or to who knows every row of some teams."""
    return find_scope(snapshot, workspace.settings, besides)


def own(workspace: Workspace, snapshot: Snapshot, *, agent_id: str) -> OwnWork:
    """One agent's own work, for that agent."""
    from steelyard.analyses.compare.person import own_work
    from steelyard.settings import shaping

    return own_work(snapshot, shaping.as_built(workspace.settings, snapshot.manifest.notes), agent_id)


JOBS: Mapping[str, Callable[..., Any]] = {
    "scope": scope, "ask": ask, "own": own, "parts": parts, "png": png, "sums": sums,
}  # fmt: skip

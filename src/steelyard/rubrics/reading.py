"""Rubrics from TOML, checked with their lines."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

from steelyard.errors import SettingsError, did_you_mean
from steelyard.rubrics.model import DIMENSIONS, Criterion, Rubric
from steelyard.settings.lines import locate
from steelyard.settings.model import Settings
from steelyard.settings.nodes import Node

FOLDER = "rubrics"
"""Within the workspace."""

MOST_CRITERIA, MOST_POINTS = 60, 100
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_KNOWN = ("title", "link", "criteria")
_OF_CRITERION = ("id", "title", "dimension", "weight", "anchors", "may_not_apply", "critical")


def of(settings: Settings) -> dict[str, Rubric]:
    """Id -> rubric: the workspace's own, or where it has none those that are shipped.

    Raises:
        SettingsError: a file is no rubric; names the file and line.
    """
    files = sorted((settings.folder / FOLDER).glob("*.toml"))
    if not files:
        return shipped()
    return {path.stem: read(_text(path), path.stem, f"{FOLDER}/{path.name}") for path in files}


def find(settings: Settings, id: str) -> Rubric:
    """The rubric of that id; the only one where none is named. SettingsError if there is none, or several."""
    known = of(settings)
    if not id and len(known) == 1:
        return next(iter(known.values()))
    if not id:
        raise SettingsError(f"there are {len(known)} rubrics", next=f"Choose from: {', '.join(known)}.")
    if id not in known:
        raise SettingsError(f"there is no rubric {id!r}", where=FOLDER, next=did_you_mean(id, known))
    return known[id]


def shipped() -> dict[str, Rubric]:
    """Those of the package, to begin with."""
    files = sorted(_folder().iterdir(), key=lambda file: file.name)
    names = [file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")]
    return {name: read(text_of(name), name, f"{name}.toml", is_own=False) for name in names}


def text_of(id: str) -> str:
    """The file of a shipped rubric. SettingsError if there is none."""
    file = _folder() / f"{id}.toml"
    if not _ID.fullmatch(id) or not file.is_file():
        known = sorted(entry.name.removesuffix(".toml") for entry in _folder().iterdir())
        raise SettingsError(f"no rubric {id!r} is shipped", next=did_you_mean(id, known))
    return file.read_text("utf-8")


def read(text: str, id: str, file: str, *, is_own: bool = True) -> Rubric:
    """The rubric that a text says.

    Raises:
        SettingsError: names the line, and proposes.
    """
    if not _ID.fullmatch(id):
        raise SettingsError("a rubric's file is named by small letters, digits and hyphens", where=file)
    try:
        top = Node(tomllib.loads(text), (), locate(text), file)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"this is not TOML: {error}", where=file, next="Mend that line.") from None
    entries = top.table(_KNOWN)
    for name in ("title", "criteria"):
        if name not in entries:
            raise top.error(f"the rubric has no {name}", next=_HINT)
    given = entries["criteria"]
    if not isinstance(given.value, list) or not given.value:
        raise given.error("the rubric has no criteria", next=_HINT)
    if len(given.value) > MOST_CRITERIA:
        raise given.error(f"a rubric has at most {MOST_CRITERIA} criteria")
    criteria = tuple(_criterion(node) for node in given.tables())
    for place, entry in enumerate(criteria):
        if entry.id in [other.id for other in criteria[:place]]:
            raise given.child(place, given.value[place]).error(f"the criterion {entry.id!r} stands twice")
    return Rubric(id, entries["title"].text(), criteria, is_own, _link(entries["link"]) if "link" in entries else "")


def _link(node: Node) -> str:
    text = node.text()
    if not text.startswith("https://") or "{contact}" not in text:
        raise node.error("a link begins with https:// and holds {contact}", next=_LINK)
    return text


_LINK = 'Write link = "https://helpdesk.example/tickets/{contact}".'
_HINT = 'Write title = "..." and for each criterion [[criteria]]; see: steelyard evaluate rubric support'


def _criterion(node: Node) -> Criterion:
    entries = node.table(_OF_CRITERION)
    for name in ("id", "title", "dimension", "anchors"):
        if name not in entries:
            raise node.error(f"the criterion has no {name}", next=_HINT)
    id = entries["id"].text()
    if not _ID.fullmatch(id):
        raise entries["id"].error("a criterion's id has small letters, digits and hyphens, 40 at most")
    weight = entries["weight"].number(0, 1000) if "weight" in entries else 1.0
    if not weight > 0:
        raise entries["weight"].error("a weight must be above 0", next="Leave the criterion out instead.")
    return Criterion(
        id,
        entries["title"].text(),
        entries["dimension"].choice(DIMENSIONS),
        float(weight),
        _anchors(entries["anchors"]),
        "may_not_apply" in entries and entries["may_not_apply"].boolean(),
        "critical" in entries and entries["critical"].boolean(),
    )


def _anchors(node: Node) -> dict[int, str]:
    found = {}
    for points, entry in node.table().items():
        if not points.isascii() or not points.isdigit() or int(points) > MOST_POINTS:
            raise entry.error(f"points are whole numbers from 0 to {MOST_POINTS}, not {points!r}", next=_ANCHORS)
        found[int(points)] = entry.text().strip()
    if 0 not in found or len(found) < 2:
        raise node.error("a criterion has words for 0 points and for at least one more", next=_ANCHORS)
    return dict(sorted(found.items()))


_ANCHORS = 'Write 0 = "..." and 2 = "..." under [criteria.anchors].'


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError("the text is not UTF-8", where=f"{FOLDER}/{path.name}", next="Save it as UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror}", where=f"{FOLDER}/{path.name}") from None


def _folder():  # type: ignore[no-untyped-def]
    return resources.files("steelyard.rubrics") / "shipped"

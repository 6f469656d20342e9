"""steelyard.toml, the environment and flags become one frozen Settings."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

from steelyard import catalogue
from steelyard.errors import SettingsError, did_you_mean
from steelyard.settings.benchmarks import read_benchmarks
from steelyard.settings.desk import read_desk
from steelyard.settings.engine import read_engine
from steelyard.settings.events import check_events, read_events
from steelyard.settings.fingerprint import fingerprint
from steelyard.settings.followup import read_followup
from steelyard.settings.fractures import read_fractures
from steelyard.settings.initiatives import check_initiatives, read_initiatives
from steelyard.settings.lines import locate
from steelyard.settings.model import Assumptions, Limits, Settings, Target
from steelyard.settings.nodes import Node
from steelyard.settings.panel_initiatives import read_panel_initiatives
from steelyard.settings.privacy import check_privacy, read_privacy
from steelyard.settings.remarks import read_remarks
from steelyard.settings.serve import read_serve
from steelyard.settings.sources import check_zone, read_source

FILE = "steelyard.toml"
_PREFIX = "STEELYARD_"
_WORKSPACE = ("name", "currency", "time_zone")
_ENGINE = ("kind", "address", "memory")
_ELSEWHERE = ("data", "workspace", "debug", "secret", "oidc_secret", "webhook_secret")
"""Read by others than these settings."""
_OUTSIDE = ("desk_address", "privacy_key_file")
_SECTIONS = (
    "workspace", "assumptions", "topic_families", "targets", "engine", "limits", "desk", "serve", "privacy",
    "followup", "remarks", "sources", "initiatives", "events", "benchmarks", "fractures",
)  # fmt: skip
_BOUNDS = tuple(get_type_hints(Limits))
_HINTS = get_type_hints(Assumptions)
_LOOSE = tuple(name for name in _HINTS if "Mapping" not in str(_HINTS[name]))
_LIMITS: Mapping[str, tuple[float, float | None]] = {
    "return_window_days": (0.01, 366),
    "issue_max_days": (0.01, 3660),
    "issue_max_contacts": (1, None),
    "loyalty_days": (1, 3660),
    "follow_up_days": (1, 3660),
    "unidentified_max_share": (0, 1),
    "unidentified_odds": (1, 100),
    "placeholder_share": (0, 1),
}


def read(folder: Path, *, data: Path | None = None, flags: Mapping[str, str] | None = None) -> Settings:
    """What the workspace in that folder declares.

    Args:
        data: where the sources' files lie; the workspace itself unless told.
        flags: field of the workspace or the assumptions -> text, as typed on a command line.

    Raises:
        SettingsError: names the line, variable or flag, and proposes.
    """
    top = _load(Path(folder))
    sections = top.table(_SECTIONS)
    given = _overrides(flags or {})
    workspace = _workspace(sections.get("workspace", top.child("workspace", {})), given)
    settings = Settings(
        folder=Path(folder),
        data=Path(data) if data is not None else Path(folder),
        **workspace,
        assumptions=_assumptions(sections.get("assumptions", top.child("assumptions", {})), given),
        topic_families=_families(sections.get("topic_families", top.child("topic_families", {}))),
        targets=_targets(sections.get("targets", top.child("targets", {}))),
        engine=read_engine(
            sections.get("engine", top.child("engine", {})),
            {name: given[f"engine_{name}"] for name in _ENGINE if f"engine_{name}" in given},
        ),
        desk=read_desk(
            sections.get("desk", top.child("desk", {})),
            {"address": given["desk_address"]} if "desk_address" in given else {},
        ),
        serve=read_serve(sections.get("serve", top.child("serve", {}))),
        privacy=read_privacy(
            sections.get("privacy", top.child("privacy", {})),
            {"key_file": given["privacy_key_file"]} if "privacy_key_file" in given else {},
        ),
        followup=read_followup(sections.get("followup", top.child("followup", {}))),
        remarks=read_remarks(sections.get("remarks", top.child("remarks", {}))),
        limits=_bounds(sections.get("limits", top.child("limits", {}))),
        sources=tuple(
            read_source(name, node) for name, node in sections.get("sources", top.child("sources", {})).table().items()
        ),
    )
    told = sections.get("initiatives", top.child("initiatives", []))
    registered = dataclasses.replace(
        settings,
        initiatives=read_initiatives(told),
        panel_initiatives=read_panel_initiatives(told),
        benchmarks=read_benchmarks(sections.get("benchmarks", top.child("benchmarks", []))),
    )
    check_initiatives(told, registered)
    logged = sections.get("events", top.child("events", []))
    registered = dataclasses.replace(registered, events=read_events(logged))
    check_events(logged, registered)
    broken = sections.get("fractures", top.child("fractures", []))
    registered = dataclasses.replace(registered, fractures=read_fractures(broken, registered.dimensions))
    return check_privacy(dataclasses.replace(registered, fingerprint=fingerprint(registered)))


def _load(folder: Path) -> Node:
    path = folder / FILE
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        return Node(tomllib.loads(text), (), locate(text), FILE)
    except FileNotFoundError:
        raise _absent(folder) from None
    except UnicodeDecodeError:
        raise SettingsError("the text is not UTF-8", where=FILE, next="Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        is_twice = "twice" in str(error) or "overwrite" in str(error)
        hint = "Write each section and each name once." if is_twice else "Mend that line; texts need quotes."
        raise SettingsError(f"this is not TOML: {error}", where=FILE, next=hint) from None
    except (RecursionError, ValueError):
        what = "it holds a list nested too deeply, or a number of thousands of digits"
        raise SettingsError(what, where=FILE, next="Mend it, or write it anew: steelyard init FILES --force") from None
    except OSError as error:
        hint = "It must be a file you may read."
        raise SettingsError(f"cannot be read: {error.strerror}", where=str(path), next=hint) from None


def _absent(folder: Path) -> SettingsError:
    place = folder.absolute()
    if not place.is_dir():
        what = "this is a file, not a folder" if place.exists() else "there is no such folder"
        return SettingsError(what, where=str(folder), next="Name the workspace's folder: steelyard COMMAND -w FOLDER")
    return SettingsError(
        f"there is no {FILE}", where=str(place), next="To write one from your files: steelyard init FILES..."
    )


def _overrides(flags: Mapping[str, str]) -> dict[str, Node]:
    """Environment, then flags, as nodes whose place is the variable or the flag."""
    known = (*_WORKSPACE, *_LOOSE, *(f"engine_{name}" for name in _ENGINE), *_OUTSIDE)
    found = {}
    for variable, text in os.environ.items():
        name = variable.removeprefix(_PREFIX).lower()
        if not variable.startswith(_PREFIX) or name in _ELSEWHERE:
            continue
        if name in known:
            found[name] = Node(text, (name,), {}, f"environment, {variable}")
        elif did_you_mean(name, known).startswith("Did"):
            raise SettingsError("no such setting", where=f"environment, {variable}", next=did_you_mean(name, known))
    for name, text in flags.items():
        if name not in known:
            raise SettingsError(f"there is no setting {name!r}", where="flag", next=did_you_mean(name, known))
        found[name] = Node(text, (name,), {}, f"flag, {name}")
    return {name: _typed(node, name) for name, node in found.items()}


def _typed(node: Node, name: str) -> Node:
    """Texts from outside the file become numbers where a number belongs."""
    if name not in _LOOSE or _choices(name):
        return node
    try:
        return dataclasses.replace(node, value=float(node.value))
    except ValueError:
        raise node.error(f"{name} must be a number, not {node.value!r}") from None


def _workspace(node: Node, given: Mapping[str, Node]) -> dict[str, Any]:
    entries = {**node.table(_WORKSPACE), **{name: entry for name, entry in given.items() if name in _WORKSPACE}}
    found: dict[str, Any] = {name: entries[name].text() for name in _WORKSPACE if name in entries}
    if "currency" in found and not (len(found["currency"]) == 3 and found["currency"].isupper()):
        raise entries["currency"].error("currency must be an ISO code of three letters", next='Write "EUR".')
    if "time_zone" in found:
        check_zone(entries["time_zone"])
    return found


def _assumptions(node: Node, given: Mapping[str, Node]) -> Assumptions:
    entries = {**node.table(_HINTS), **{name: entry for name, entry in given.items() if name in _HINTS}}
    return Assumptions(**{name: _assumption(name, entry) for name, entry in entries.items()})


def _bounds(node: Node) -> Limits:
    return Limits(**{name: float(entry.number(0.001)) for name, entry in node.table(_BOUNDS).items()})


def _assumption(name: str, node: Node) -> Any:
    hint = _HINTS[name]
    if name not in _LOOSE:
        return {key: float(entry.number(0)) for key, entry in node.table().items()}
    if _choices(name):
        return node.choice(_choices(name))
    number = node.number(*_LIMITS.get(name, (0, None)))
    if hint is int and number != int(number):
        raise node.error(f"{name} must be a whole number")
    return int(number) if hint is int else float(number)


def _choices(name: str) -> tuple[str, ...]:
    """What an assumption may be, where it is one of a few words."""
    return tuple(word for word in get_args(_HINTS[name]) if isinstance(word, str))


def _families(node: Node) -> dict[str, tuple[str, ...]]:
    families = {}
    owners: dict[str, str] = {}
    for family, entry in node.table().items():
        families[family] = entry.texts()
        for topic in families[family]:
            if owners.setdefault(topic, family) != family:
                raise entry.error(f"topic {topic!r} is in two families: {owners[topic]} and {family}")
    return families


def _targets(node: Node) -> dict[str, Target]:
    entries = node.table()
    known = catalogue.entries("metrics", "METRIC") if entries else {}
    targets = {}
    for name, entry in entries.items():
        if name not in known:
            raise entry.error(f"there is no measure {name!r}", next=did_you_mean(name, known))
        parts = entry.table(("value", "source"))
        for part in ("value", "source"):
            if part not in parts:
                raise entry.error(f"target {name} has no {part}", next='Write { value = 0.7, source = "our board" }.')
        value = parts["value"].number()
        if known[name].unit == "share" and not 0 <= value <= 1:
            raise parts["value"].error(f"{name} is a share, 0 to 1", next=f"Write {value / 100:g}?")
        targets[name] = Target(float(value), parts["source"].text())
    return targets

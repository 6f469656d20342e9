"""What can be set on a page: name, zone, targets with their source, windows and costs; and a form's changes to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import get_args, get_type_hints

import pytz

from steelyard import metrics
from steelyard.analyses.verdict.question import target_of
from steelyard.errors import SettingsError, SteelyardError
from steelyard.settings import shaping
from steelyard.settings.editing import Keys, Value
from steelyard.settings.model import Assumptions, Settings
from steelyard.web.accounts import newest
from steelyard.web.bringing import EDITORS
from steelyard.web.entering import MapForm, Setting, number, typed
from steelyard.web.ruled import RulesForm, rule_changes, rules
from steelyard.web.visit import Visit
from steelyard.web.work import Pending
from steelyard.wording import capital

RUNGS = ("first_contact_resolution", "customer_rating", "interaction_quality", "unit_cost")
"""Measures whose target a page always offers."""

TITLES = {
    "return_window_days": "Days within which a further contact is a return",
    "issue_max_days": "Longest issue, in days",
    "issue_max_contacts": "Most contacts of an issue",
    "chain_by": "Contacts make one issue by",
    "hourly_cost": "Cost of an hour of handling",
    "customer_hour_value": "Worth of an hour of the customer's time",
    "service_level_s": "Service level, in seconds",
    "loyalty_days": "Days in which staying and buying again are looked for",
    "follow_up_days": "Days of follow-up",
    "quality_instrument": "Instrument that is the quality of a resolved issue",
    "credit": "An issue belongs to the team of its",
    "unidentified_max_share": "Largest share of contacts without a customer",
    "unidentified_odds": "Odds allowed for contacts without a customer",
    "placeholder_share": "Share of contacts above which a customer's id is a placeholder",
}
MAPS = {
    "cost_per_contact": ("Cost of a contact, by channel", "channel"),
    "minutes_per_contact": ("Minutes of handling where a source has none, by channel", "channel"),
    "topic_values": ("Value of a resolved issue, by topic family; 1 where nothing is set", "family"),
}
"""Assumptions that have a number for each part of a dimension."""

_WORKSPACE = {
    "name": ("Name", "As pages and reports are headed."),
    "currency": ("Currency", "Three letters, such as EUR; amounts are not converted."),
    "time_zone": ("Time zone", "Of days and hours, and of times that say no zone."),
}
_UNITS = {"share": "%", "score": "of 100", "seconds": "seconds", "money": "", "number": ""}


@dataclass(frozen=True)
class TargetForm:
    """A measure's target: value on its own scale, shares as percentages.

    Args:
        is_default: nobody set it; Steelyard's own stands until somebody does.
    """

    metric: str
    title: str
    unit: str
    value: str
    source: str
    is_default: bool


@dataclass(frozen=True)
class FamilyForm:
    """A topic family and its topics."""

    name: str
    topics: tuple[str, ...]


@dataclass(frozen=True)
class SettingsPage:
    """What can be set.

    Args:
        families: topics grouped; topics: those of the data, to choose from.
        rules: follow-ups, how the application is served, and dimensions.
        changed: settings that are other ones than at the load, in words: no figure has them yet.
        error, next: why what was sent was refused; nothing of it was saved.
        is_saved: it was just saved.
    """

    workspace: tuple[Setting, ...]
    assumptions: tuple[Setting, ...]
    targets: tuple[TargetForm, ...]
    maps: tuple[MapForm, ...]
    families: tuple[FamilyForm, ...]
    topics: tuple[str, ...]
    rules: RulesForm
    changed: tuple[str, ...]
    may_change: bool
    is_saved: bool
    error: str = ""
    next: str = ""

    @property
    def status(self) -> int:
        """Refused is 422."""
        return 422 if self.error else 200


def settings_page(visit: Visit, error: SteelyardError | None = None) -> SettingsPage:
    """As steelyard.toml has it now."""
    held, found = visit.served.workspace.settings, newest(visit)
    parts = _parts(visit) if found else {}
    return SettingsPage(
        workspace=tuple(_of_workspace(held)),
        assumptions=tuple(_assumption(name, held) for name in TITLES),
        targets=tuple(_target(name, held) for name in dict.fromkeys((*RUNGS, *held.targets))),
        maps=tuple(_map(name, held, parts.get(MAPS[name][1], ())) for name in MAPS),
        families=tuple(FamilyForm(name, tuple(topics)) for name, topics in held.topic_families.items()),
        topics=tuple(parts.get("topic", ())),
        rules=rules(held, parts.get("team", ()), visit.viewer.role),
        changed=shaping.changed(held, found.notes, found.settings) if found else (),
        may_change=visit.viewer.role in EDITORS,
        is_saved=visit.first("saved") == "yes",
        error=error.what if error else "",
        next=error.next if error else "",
    )


def _parts(visit: Visit) -> Mapping[str, tuple[str, ...]]:
    """Dimension -> its parts in the data; none while they are being looked up, or where they cannot be."""
    try:
        found = visit.job("parts", {})
    except SteelyardError:
        return {}
    return {} if isinstance(found, Pending) else found


def _map(name: str, held: Settings, parts: Iterable[str]) -> MapForm:
    title, _ = MAPS[name]
    now: Mapping[str, float] = getattr(held.assumptions, name)
    known = dict.fromkeys((*now, *parts))
    return MapForm(
        name, title, _helps()[name], tuple(Setting(part, part, "", "number", typed(now.get(part))) for part in known)
    )


def _map_changes(held: Settings, given: Mapping[str, str]) -> dict[Keys, Value]:
    """Of `map:cost_per_contact:email` -> text those that are other numbers than now; empty takes one out."""
    found: dict[Keys, Value] = {}
    for field_name, text in given.items():
        section, _, rest = field_name.partition(":")
        name, _, part = rest.partition(":")
        if section == "map" and name in MAPS and part:
            now = typed(getattr(held.assumptions, name).get(part))
            if text.strip() != now:
                found["assumptions", name, part] = number(text.strip(), f"{MAPS[name][0].split(',')[0]}, {part}")
    return found


def _family_changes(held: Settings, given: Mapping[str, str]) -> dict[Keys, Value]:
    """Of `family:billing` -> topics, a line each, those that are others than now; none take the family out."""
    found: dict[Keys, Value] = {}
    named = {name.partition(":")[2]: text for name, text in given.items() if name.startswith("family:")}
    named |= {given["new-family"].strip(): given.get("new-topics", "")} if given.get("new-family", "").strip() else {}
    for name, text in named.items():
        topics = tuple(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))
        if topics != tuple(held.topic_families.get(name, ())):
            found["topic_families", name] = topics or None
    return found


def _of_workspace(held: Settings) -> Iterator[Setting]:
    for name, (title, help) in _WORKSPACE.items():
        choices = tuple(dict.fromkeys((held.time_zone, *pytz.common_timezones))) if name == "time_zone" else ()
        kind = "choice" if choices else "text"
        yield Setting(name, title, help, kind, getattr(held, name), choices, needs_load=name != "name")


def _assumption(name: str, held: Settings) -> Setting:
    words = tuple(word for word in get_args(_hints()[name]) if isinstance(word, str))
    value = getattr(held.assumptions, name)
    kind = "choice" if words else "number"
    return Setting(name, TITLES[name], _helps()[name], kind, typed(value), words, name not in shaping.ASKED)


@cache
def _hints() -> Mapping[str, object]:
    return get_type_hints(Assumptions)


@cache
def _helps() -> Mapping[str, str]:
    """What each assumption means, as its declaration says."""
    text = re.sub(r"\s+", " ", (Assumptions.__doc__ or "").partition("Args:")[2])
    names = "|".join(entry.name for entry in fields(Assumptions))
    pieces = re.split(rf"(?:^| )({names}): ", text)
    found = zip(pieces[1::2], pieces[2::2], strict=True)
    return {name: capital(said.strip().rpartition(" -> ")[2]) for name, said in found}


def _target(name: str, held: Settings) -> TargetForm:
    metric, target = metrics.metric(name), target_of(held, name)
    unit = held.currency if metric.unit == "money" else _UNITS.get(metric.unit, "")
    if target is None:
        return TargetForm(name, metric.title, unit, "", "", is_default=False)
    value = typed(_percent(target.value) if metric.unit == "share" else target.value)
    return TargetForm(name, metric.title, unit, value, target.source, name not in held.targets)


def _percent(share: float) -> float:
    return round(share * 100, 8)


def changes(held: Settings, given: Mapping[str, str], role: str = "") -> dict[Keys, Value]:
    """What a form changes: of each setting that it names with another value than it has now.

    Args:
        given: "workspace:name", "assumption:credit", "target:csat_score", "source:csat_score", "family:billing",
            "map:topic_values:billing" -> text, and what `rule_changes` takes.
        role: of who changes it.

    Raises:
        SettingsError: a number that is none, a target without a source.
        RefusedError: it is for administrators.
    """
    found: dict[Keys, Value] = {}
    sections = (("workspace", _of_workspace(held)), ("assumption", (_assumption(name, held) for name in TITLES)))
    for section, known in sections:
        for setting in known:
            text = given.get(f"{section}:{setting.name}", setting.value).strip()
            if text != setting.value:
                keys = ("assumptions" if section == "assumption" else section, setting.name)
                found[keys] = number(text, setting.title) if setting.kind == "number" else text or None
    for name in dict.fromkeys((*RUNGS, *held.targets)):
        found |= _target_change(_target(name, held), given)
    return found | _map_changes(held, given) | _family_changes(held, given) | rule_changes(held, given, role)


def _target_change(now: TargetForm, given: Mapping[str, str]) -> dict[Keys, Value]:
    value = given.get(f"target:{now.metric}", now.value).strip()
    source = given.get(f"source:{now.metric}", now.source).strip()
    if (value, source) == (now.value, now.source):
        return {}
    if not value:
        return {("targets", now.metric): None}
    if not source:
        raise SettingsError(f"the target for {now.title} has no source", next="Say who set it, and when.")
    told = number(value, now.title) or 0.0
    scaled = round(told / 100, 10) if now.unit == "%" else told
    return {("targets", now.metric): {"value": scaled, "source": source}}

"""What else can be set on a page: rules of follow-up, how the application is served, and dimensions of sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from steelyard import reasons
from steelyard.declare import ACTIONS
from steelyard.errors import RefusedError, SettingsError
from steelyard.settings.editing import Keys, Value
from steelyard.settings.model import Settings
from steelyard.web.entering import MapForm, Setting, number, typed
from steelyard.wording import capital

FOLLOWUP = {
    "window_days": ("Days that count", "What happened in so many days before the end of the data may list a customer."),
    "quiet_days": ("Days of quiet", "Nobody is listed within so many days of a contact you began, or of a follow-up."),
    "capacity": ("Customers a day", "The list is as long as people can work it."),
    "low_rating": ("Low rating", "An answer up to here is low: 0 is the worst, 1 the best."),
    "fallen_by": ("Fallen rating", "An answer so far below the customer's earlier ones has fallen, on the same scale."),
    "returns": ("Returns", "How often an issue must have come back."),
    "attempts": ("Attempts given up", "How often a customer must have given up waiting."),
    "silence_days": ("Days of silence", "For how long nothing was heard of an issue that took effort."),
    "effort_minutes": ("Effort, in minutes", "The customer's own time that counts as effort."),
    "high_value_share": (
        "Customers of high value",
        "The part of customers that counts so: 0.1 is the most valuable tenth.",
    ),
}
SERVE = {
    "least_contacts": (
        "Least contacts of a group",
        "A group of fewer is not shown to viewers, nor to be found by subtraction.",
    ),
    "least_people": ("Least agents of a group", "The same, by the agents who worked in it."),
    "idle_minutes": ("Minutes until an unused session ends", "Whoever does nothing for so long signs in again."),
    "session_hours": ("Hours until any session ends", "However much it is used."),
}
MAPS = {
    "capacity_of": ("Customers a day, by team", "Within the customers a day of all teams."),
    "weights": (
        "How strongly a reason speaks for a follow-up",
        "About the share in need of customers of whom it holds.",
    ),
    "due_days": ("Days until a follow-up is due, by what it needs", ""),
    "holdout": (
        "Share left alone by lot, by what a follow-up needs",
        "Who is drawn is not followed up, so that the effect of following up can be known: 0.1 is one in ten.",
    ),
}
ACTION = (
    "What a reason asks for",
    "Empty: what Steelyard takes it to ask for, which may follow from what the customer said.",
)
ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class DimensionsForm:
    """The dimensions of a source: a line each, "name = column of the source"."""

    source: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class RulesForm:
    """Rules as they stand.

    Args:
        followup, serve: simple ones. maps: those with a number for each part. dimensions: by source.
        actions: reason -> what it asks for, to be chosen.
        may_serve: whether who asks may change how the application is served.
    """

    followup: tuple[Setting, ...]
    maps: tuple[MapForm, ...]
    actions: MapForm
    serve: tuple[Setting, ...]
    dimensions: tuple[DimensionsForm, ...]
    may_serve: bool


def rules(held: Settings, teams: Iterable[str], role: str) -> RulesForm:
    """As steelyard.toml has them now."""
    return RulesForm(
        tuple(_simple(FOLLOWUP, held.followup)),
        tuple(_map(name, held, teams) for name in MAPS),
        _actions(held),
        tuple(_simple(SERVE, held.serve)),
        tuple(
            DimensionsForm(source, tuple(f"{name} = {column}" for name, column in held_by.items()))
            for source, held_by in _dimensions(held).items()
        ),
        role == ADMINISTRATOR,
    )


def _simple(known: Mapping[str, tuple[str, str]], held: object) -> Iterator[Setting]:
    for name, (title, help) in known.items():
        yield Setting(name, title, help, "number", typed(getattr(held, name)), needs_load=False)


def _map(name: str, held: Settings, teams: Iterable[str]) -> MapForm:
    title, help = MAPS[name]
    now: Mapping[str, float] = getattr(held.followup, name)
    known: dict[str, str] = {"capacity_of": dict.fromkeys(teams, "")}.get(name) or dict.fromkeys(ACTIONS, "")
    if name == "weights":
        known = {reason: entry.title for reason, entry in reasons.reasons().items()}
    known = {**known, **{part: known.get(part, "") for part in now}}
    parts = (Setting(part, said or part, "", "number", typed(now.get(part))) for part, said in known.items())
    return MapForm(name, title, help, tuple(parts))


def _actions(held: Settings) -> MapForm:
    now = held.followup.actions
    known = {reason: entry.title for reason, entry in reasons.reasons().items()}
    choices = ("", *ACTIONS)
    parts = (Setting(name, said, "", "choice", now.get(name, ""), choices) for name, said in known.items())
    return MapForm("actions", *ACTION, tuple(parts))


def _dimensions(held: Settings) -> dict[str, Mapping[str, str]]:
    """Source -> its dimensions, of those that fill contacts."""
    return {
        source.name: table.dimensions for source in held.sources for table in source.tables if table.table == "contacts"
    }


def rule_changes(held: Settings, given: Mapping[str, str], role: str) -> dict[Keys, Value]:
    """What a form changes of them.

    Args:
        given: "followup:capacity", "serve:least_people", "rule:weights:returned", "dimensions:telephone" -> text.

    Raises:
        SettingsError: a number that is none, a line that names no column.
        RefusedError: how the application is served is for administrators.
    """
    found: dict[Keys, Value] = {}
    for section, known, now in (("followup", FOLLOWUP, held.followup), ("serve", SERVE, held.serve)):
        for setting in _simple(known, now):
            text = given.get(f"{section}:{setting.name}", setting.value).strip()
            if text != setting.value:
                found[section, setting.name] = number(text, setting.title)
    if any(keys[0] == "serve" for keys in found) and role != ADMINISTRATOR:
        raise RefusedError("how the application is served is for administrators", next="Ask an administrator.")
    return found | dict(_map_changes(held, given)) | dict(_dimension_changes(held, given))


def _map_changes(held: Settings, given: Mapping[str, str]) -> Iterator[tuple[Keys, Value]]:
    for field, text in given.items():
        section, _, rest = field.partition(":")
        name, _, part = rest.partition(":")
        if section == "rule" and name in MAPS and part:
            now = typed(getattr(held.followup, name).get(part))
            if text.strip() != now:
                yield ("followup", name, part), number(text.strip(), f"{MAPS[name][0]}, {part}")
        if section == "action" and rest in reasons.reasons() and text != held.followup.actions.get(rest, ""):
            yield ("followup", "actions", rest), text or None


def _dimension_changes(held: Settings, given: Mapping[str, str]) -> Iterator[tuple[Keys, Value]]:
    for source, now in _dimensions(held).items():
        text = given.get(f"dimensions:{source}")
        if text is None:
            continue
        wanted = dict(_pair(source, line) for line in text.splitlines() if line.strip())
        for name in dict.fromkeys((*now, *wanted)):
            if wanted.get(name) != now.get(name):
                yield ("sources", source, "contacts", "dimensions", name), wanted.get(name)


def _pair(source: str, line: str) -> tuple[str, str]:
    name, equals, column = (piece.strip() for piece in line.partition("="))
    if not name or not equals or not column:
        what = f"dimensions of {source}: {line.strip()[:60]!r} names no column"
        raise SettingsError(capital(what), next="Write a line each, such as region = Sales region.")
    return name, column.strip('"')

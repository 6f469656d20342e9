"""What initiatives are registered, as a page has it; and one as a form sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from steelyard import catalogue
from steelyard.errors import SettingsError, SteelyardError
from steelyard.settings.drawn import lot_table
from steelyard.settings.initiatives import TREATS
from steelyard.settings.model import Settings
from steelyard.settings.panel_initiatives import UNITS
from steelyard.settings.undertaken import CUSTOMERS, Initiative, PanelInitiative
from steelyard.web.visit import Visit
from steelyard.wording import listed

FIELDS = (
    "name", "gain", "treats", "treated", "from", "starts", "until", "controls", "assigned", "primary", "smallest",
    "guardrails", "looks", "cost", "seed", "share", "arm",
)  # fmt: skip
_DAYS = ("from", "until")
_LISTS = ("treated", "controls")
_NUMBERS = ("smallest", "cost", "seed", "share")
_MOST_NAMED = 5


@dataclass(frozen=True)
class Registered:
    """One initiative, as it stands in a row."""

    name: str
    gain: str
    who: str
    since: str


@dataclass(frozen=True)
class RegisterPage:
    """The register, and what was typed.

    Args:
        entries: the newest first. treats: what may be treated. measures: id -> title of what may be the primary one.
        given: what was typed, where it was refused, or what a plan proposes.
        error, next: why it was refused; nothing of it was saved. is_saved: it was just saved.
    """

    entries: tuple[Registered, ...]
    treats: tuple[str, ...]
    measures: Mapping[str, str]
    given: Mapping[str, str] = field(default_factory=dict)
    is_saved: bool = False
    error: str = ""
    next: str = ""

    @property
    def status(self) -> int:
        """Refused is 422."""
        return 422 if self.error else 200


def register_page(
    visit: Visit, error: SteelyardError | None = None, given: Mapping[str, str] | None = None
) -> RegisterPage:
    """As steelyard.toml has it now; an address may say what the form begins with."""
    held = visit.served.workspace.settings
    typed = given if given is not None else {name: visit.first(name) or "" for name in FIELDS}
    return RegisterPage(
        entries=tuple(_registered(one) for one in reversed(held.every_initiative)),
        treats=(*TREATS, CUSTOMERS, *held.dimensions, UNITS),
        measures={name: entry.title for name, entry in catalogue.entries("metrics", "METRIC").items()},
        given={name: typed.get(name, "")[:500] for name in FIELDS},
        is_saved=bool(visit.first("saved")) and error is None,
        error=error.what if error else "",
        next=error.next if error else "",
    )


def entry(given: Mapping[str, str], held: Settings) -> dict[str, Any]:
    """What a form sends, as it is written to the file.

    Args:
        held: tell whether customers are drawn from ids or from pseudonyms.

    Raises:
        SettingsError: a day or a number is none, or a unit has no day.
    """
    found: dict[str, Any] = {}
    is_panel = given.get("treats", "").strip() == UNITS
    for name in FIELDS:
        text = given.get(name, "").strip()
        if not text:
            continue
        if name in _DAYS:
            found[name] = _period(text) if is_panel else _day(name, text)
        elif name in _LISTS:
            found[name] = _several(text)
        elif name in _NUMBERS:
            found[name] = _number(name, text)
        elif name == "looks":
            found[name] = [_period(part) if is_panel else _day(name, part) for part in _several(text)]
        elif name == "starts":
            found[name] = dict(_start(part, is_panel) for part in _several(text))
        elif name == "guardrails":
            found[name] = dict(_margin(part) for part in _several(text))
        else:
            found[name] = text
    seed, share = found.pop("seed", None), found.pop("share", None)
    if seed is None and share is not None:
        raise SettingsError("a share of customers has no seed to draw them from", next="Write a seed, such as 7.")
    if seed is not None:
        found["lot"] = lot_table(held, seed, share)
    return found


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _start(text: str, is_panel: bool) -> tuple[str, date | str | int]:
    unit, sign, day = text.rpartition("=")
    if not sign or not unit.strip():
        raise SettingsError(f"{text[:40]!r} names no unit and its day", next="Write it as Porto=2026-03-02.")
    return unit.strip(), _period(day.strip()) if is_panel else _day("starts", day.strip())


def _margin(text: str) -> tuple[str, float]:
    name, sign, size = text.partition("=")
    if not sign:
        raise SettingsError(f"{text[:40]!r} names no margin", next="Write it as customer_rating=2.")
    return name.strip(), _number("guardrails", size.strip())


def _number(name: str, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise SettingsError(f"{name} is no number: {text[:20]!r}", next="Write it as 0.02.") from None


def _period(text: str) -> date | str | int:
    """As a panel may write it: a number or a day as such, anything else as text."""
    if text.isdigit():
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        what = {"from": "the first day", "until": "the last day", "looks": "a planned look"}.get(name, "a start")
        raise SettingsError(f"{what} is no date: {text[:20]!r}", next="Write it as 2026-03-02.") from None


def _registered(one: Initiative | PanelInitiative) -> Registered:
    units = [*one.starts]
    more = f" and {len(units) - _MOST_NAMED} more" if len(units) > _MOST_NAMED else ""
    who = listed(units[:_MOST_NAMED]) + more if units else "as the panel says"
    if isinstance(one, Initiative) and one.lot:
        who = f"{one.lot.share:.0%} of customers, drawn from seed {one.lot.seed}"
    if isinstance(one, PanelInitiative):
        since = one.begins or next(iter(one.starts.values()), "")
    else:
        first = min(one.starts.values())
        since = f"{first.day} {first:%b %Y}"
    return Registered(one.name, one.gain, who, since)

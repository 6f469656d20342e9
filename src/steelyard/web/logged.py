"""What was logged, as a page has it; and an event as a form sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from steelyard.errors import SettingsError, SteelyardError
from steelyard.settings.editing import Value
from steelyard.settings.events import KINDS
from steelyard.settings.initiatives import TREATS
from steelyard.settings.undertaken import Event
from steelyard.web.visit import Visit
from steelyard.wording import listed

FIELDS = ("name", "kind", "on", "until", "purpose", "treats", "treated", "primary", "new_baseline")
_DAYS = ("on", "until")


@dataclass(frozen=True)
class Logged:
    """One event, as it stands in a row."""

    name: str
    kind: str
    day: str
    purpose: str
    who: str
    is_new_baseline: bool


@dataclass(frozen=True)
class LogPage:
    """The log, the newest first.

    Args:
        given: what was typed, where it was refused.
        error, next: why it was refused; nothing of it was saved.
        is_saved: it was just saved.
    """

    entries: tuple[Logged, ...]
    kinds: tuple[str, ...]
    treats: tuple[str, ...]
    given: Mapping[str, str] = field(default_factory=dict)
    is_saved: bool = False
    error: str = ""
    next: str = ""

    @property
    def status(self) -> int:
        """Refused is 422."""
        return 422 if self.error else 200


def log_page(visit: Visit, error: SteelyardError | None = None, given: Mapping[str, str] | None = None) -> LogPage:
    """As steelyard.toml has it now."""
    held = visit.served.workspace.settings
    return LogPage(
        entries=tuple(_logged(event) for event in reversed(held.events)),
        kinds=KINDS,
        treats=(*TREATS, *held.dimensions),
        given={name: (given or {}).get(name, "") for name in FIELDS},
        is_saved=bool(visit.first("saved")) and error is None,
        error=error.what if error else "",
        next=error.next if error else "",
    )


def entry(given: Mapping[str, str]) -> dict[str, Value | date]:
    """What a form sends, as it is written to the file.

    Raises:
        SettingsError: a day is none.
    """
    found: dict[str, Value | date] = {}
    for name in FIELDS:
        text = given.get(name, "").strip()
        if not text:
            continue
        if name in _DAYS:
            found[name] = _day(name, text)
        elif name == "treated":
            found[name] = [part.strip() for part in text.split(",") if part.strip()]
        elif name == "new_baseline":
            found[name] = True
        else:
            found[name] = text
    return found


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        what = "the first day" if name == "on" else "the last day"
        raise SettingsError(f"{what} is no date: {text[:20]!r}", next="Write it as 2026-03-02.") from None


def _logged(event: Event) -> Logged:
    until = f" to {_told(event.until)}" if event.until and event.until != event.on else ""
    who = listed(event.treated) if event.treats else "everybody"
    return Logged(event.name, event.kind, f"{_told(event.on)}{until}", event.purpose, who, event.is_new_baseline)


def _told(day: date) -> str:
    return f"{day.day} {day:%b %Y}"

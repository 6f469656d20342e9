"""A setting as a form has it: what it is called, what is typed, and what a typed number is."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.errors import SettingsError


@dataclass(frozen=True)
class Setting:
    """One setting and its value now.

    Args:
        kind: "text", "number" or "choice". value: as it is typed; empty where it is not set.
        needs_load: a change takes effect with the next load.
    """

    name: str
    title: str
    help: str
    kind: str
    value: str
    choices: tuple[str, ...] = ()
    needs_load: bool = True


@dataclass(frozen=True)
class MapForm:
    """Numbers by part of a dimension: `settings` holds one for each part that the data or the file know."""

    name: str
    title: str
    help: str
    settings: tuple[Setting, ...]


def typed(value: object) -> str:
    """A value as it is typed; empty where there is none."""
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def number(text: str, title: str) -> float | None:
    """What was typed as a number; None where nothing was.

    Raises:
        SettingsError: it is none.
    """
    if not text:
        return None
    try:
        return float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        raise SettingsError(f"{title}: {text[:40]!r} is no number", next="Type a number, such as 7 or 0.05.") from None

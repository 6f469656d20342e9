"""Colours, type, spacing and number formats: one place for terminal, report, pages and charts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import expm1, floor, isfinite, log10
from typing import Literal

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
UNKNOWN = DASH

LONG_S = 3 * 3600
"""Durations from here on are written in hours or days, shorter ones as 6:42."""


@dataclass(frozen=True)
class Token:
    """A colour with a meaning, in the light and the dark theme. No two tokens share a light colour."""

    name: str
    light: str
    dark: str


TOKENS = (
    Token("ink", "#1c2024", "#e9e6e1"),
    Token("ink-2", "#5a6169", "#aaa59d"),
    Token("ink-3", "#6b7279", "#938e86"),
    Token("paper", "#fbfaf8", "#161513"),
    Token("card", "#ffffff", "#1e1d1a"),
    Token("line", "#e7e3dc", "#33302b"),
    Token("line-2", "#f1eee8", "#27251f"),
    Token("value", "#0b6e6e", "#52b8b3"),
    Token("value-soft", "#d9ecea", "#173a39"),
    Token("cost", "#b4541f", "#e2935f"),
    Token("cost-soft", "#f6e3d7", "#43281a"),
    Token("customer", "#7a5ea8", "#b49be0"),
    Token("customer-soft", "#e9e2f4", "#322846"),
    Token("good", "#2166ac", "#7fb2e5"),
    Token("bad", "#b3261e", "#f0857c"),
    Token("unsure", "#8b929a", "#8f8a82"),
    Token("focus", "#2457c5", "#8fb1ff"),
    Token("on-fill", "#fefefe", "#161513"),
)

LIGHT = {token.name: token.light for token in TOKENS}
DARK = {token.name: token.dark for token in TOKENS}

FONT = 'Inter, ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
SPACES_PX = (4, 8, 12, 16, 24, 32, 48)

LEAST_SHOWN = 2e-3
"""A number as large as this, as it is written, never shows as zero, however wide its interval; a smaller one does."""

_BEFORE = {"USD": "$", "GBP": "£", "JPY": "¥", "AUD": "A$", "CAD": "C$", "NZD": "NZ$"}
_AFTER = {"EUR": "€", "PLN": "zł", "CZK": "Kč", "SEK": "kr", "NOK": "kr", "DKK": "kr"}


def figure(value: float | None, unit: str, *, margin: float | None = None, currency: str = "") -> str:
    """A figure as people write it: 64.1%, 81.7, 6:42, 5.6 h, 38.60 €, 1.75 M €; a dash where there is none.

    Args:
        value: on the unit's own scale (shares 0 to 1, durations in seconds or hours).
        unit: a `declare.MetricUnit`.
        margin: half the width of its interval; decides how many places are shown.
        currency: ISO code, for money.
    """
    if value is None or not isfinite(value):
        return UNKNOWN
    return _signed(value, _dressed(_bare(abs(value), unit, abs(value), margin), unit, abs(value), currency), plus="")


def more_than(limit: float, unit: str, *, currency: str = "") -> str:
    """What a figure is surely greater than: "> 20 d"."""
    return f"> {figure(limit, unit, currency=currency)}"


def span(low: float, high: float, unit: str, *, beside: float | None = None) -> str:
    """The two ends of an interval with the places its width supports, the unit left to the figure: 63.2–65.0.

    An end other than zero never rounds to zero, as no figure does (see `LEAST_SHOWN`).

    Args:
        low, high: on the unit's own scale; of ln, shown in log points.
        beside: the figure it stands beside, whose size decides between minutes and hours, thousands and millions, and
            whether a count is whole.
    """
    scale, unit = abs((low + high) / 2 if beside is None else beside), "share" if unit == "ln" else unit
    ends = [_signed(end, _end(abs(end), unit, scale, (high - low) / 2), plus="") for end in (low, high)]
    return (DASH if low >= 0 else " to ").join(ends)


def shift(value: float | None, unit: str, *, margin: float | None = None, currency: str = "") -> str:
    """A difference with its sign: −4.3 pt, +0:12, +2.10 €; of ln (the change of a ratio), in percent: −6.9%."""
    if value is None or not isfinite(value):
        return UNKNOWN
    if unit == "ln":
        value, unit, mark = expm1(value), "share", "%"
    else:
        mark = " pt" if unit == "share" else ""
    size = abs(value)
    text = _bare(size, unit, size, margin)
    return _signed(value, text + mark if mark else _dressed(text, unit, size, currency), plus="+")


def log_points(value: float | None) -> str:
    """A change of ln in hundredths with its sign: about percent, and adds up without remainder: −7.1."""
    if value is None or not isfinite(value):
        return UNKNOWN
    return _signed(value, f"{100 * abs(value):.1f}", plus="+")


def number(value: float, places: int = 0) -> str:
    """A plain number with thousands set apart: 52,900."""
    return f"{value:,.{places}f}".replace("-", MINUS)


def counted(count: float, nouns: str) -> str:
    """A count with what it counts, given in the plural: "no issues", "1 issue with a mark", "2,000 rated issues"."""
    if count and round(count) != 1:
        return f"{count:,.0f} {nouns}"
    return f"1 {singular(nouns)}" if count else f"no {nouns}"


_SHORTEST_IES = 4
"""Ties and pies end otherwise than apologies."""


def singular(nouns: str) -> str:
    """One of what the plural names: "issue with a mark" of "issues with a mark"."""
    if nouns == "people":
        return "person"
    first, *rest = nouns.split(" ")
    if first.endswith("ies") and len(first) > _SHORTEST_IES and first != "series":
        return f"{first[:-3]}y {' '.join(rest)}".strip()
    return f"{first[:-1]} {' '.join(rest)}".strip() if first.endswith("s") else f"{first} {singular(' '.join(rest))}"


def tone_of(is_claimed: bool, is_good: bool | None) -> Literal["", "good", "bad", "unsure"]:
    """The colour of a change: what is not claimed has no direction's; None where no direction is good."""
    return "unsure" if not is_claimed else "" if is_good is None else "good" if is_good else "bad"


def at_least(share: float) -> str:
    """A share rounded down, so that not quite all is never all: "99%"; "under 1%"."""
    return f"{floor(100 * share)}%" if share >= 0.01 else "under 1%"


def currency_sign(currency: str) -> str:
    """The sign of an ISO currency code; the code itself where it has no sign of its own."""
    return _BEFORE.get(currency) or _AFTER.get(currency) or currency


def _scaled(unit: str, scale: float) -> tuple[float, str, int]:
    """What to multiply by, the mark behind the number, and the most decimals, for figures of that size."""
    if unit == "share":
        return 100, "%", 1
    if unit == "hours":
        return (60, " min", 0) if scale < 2 else (1, " h", 1) if scale < 96 else (1 / 24, " d", 1)
    if unit == "seconds" and scale >= LONG_S:
        return (1 / 3600, " h", 1) if scale < 96 * 3600 else (1 / 86400, " d", 1)
    if unit in ("money", "count") and scale >= 1e6:
        return 1e-6, " M", 2
    if unit == "count" and scale == round(scale):
        return 1, "", 0
    return 1, "", {"score": 1, "value_per_1000": 1, "per_hour": 1}.get(unit, 2)


def _bare(size: float, unit: str, scale: float, margin: float | None) -> str:
    """A figure's number alone, written at the scale of the larger figure it stands beside."""
    if unit == "seconds" and scale < LONG_S:
        return _clock(size)
    factor, _, most = _scaled(unit, scale)
    return _rounded(size * factor, _places(size * factor, most, margin * factor if margin else None), unit, scale)


def _end(size: float, unit: str, scale: float, margin: float) -> str:
    """The number of a limit alone."""
    if unit == "seconds" and scale < LONG_S:
        return _clock(size)
    factor, _, most = _scaled(unit, scale)
    shown = size * factor
    wide = min(most, 1 - floor(log10(margin * factor))) if margin > 0 and isfinite(margin) else most
    places = max(wide, min(_significant(shown, 2), 0))
    if round(shown, places) == 0:
        places = max(places, min(most, _significant(shown, 1)))
    return _rounded(shown, places, unit, scale)


def _rounded(size: float, places: int, unit: str, scale: float) -> str:
    if unit == "money" and scale < 1e6:
        places = 2 if places >= 1 and scale < 1000 else min(places, 0)
    if size >= LEAST_SHOWN and round(size, places) == 0:
        places = _significant(size, 1)
    return f"{round(size, places):,.{max(places, 0)}f}"


def _places(size: float, most: int, margin: float | None) -> int:
    """Decimals that two significant digits of half the interval support, and never fewer than two significant digits
    of the figure itself; negative rounds to tens, hundreds ...

    Without an interval, no more than the number itself needs.
    """
    if margin is None or margin <= 0 or not isfinite(margin):
        return next(places for places in range(most + 1) if round(size, places) == round(size, most))
    return min(most, max(_significant(margin, 2), _significant(size, 2)))


def _significant(size: float, digits: int) -> int:
    """Decimals that leave a number so many significant digits; none of zero."""
    return digits - 1 - floor(log10(size)) if size > 0 else 0


def _clock(seconds: float) -> str:
    """6:42 or 1:06:42; of less than half a second, 0:00.3."""
    if seconds >= LEAST_SHOWN and not round(seconds):
        return f"0:0{seconds:.{_significant(seconds, 1)}f}"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _dressed(number: str, unit: str, scale: float, currency: str) -> str:
    """The number with its unit's mark."""
    number += _scaled(unit, scale)[1]
    if unit != "money" or not currency:
        return number
    return _BEFORE[currency] + number if currency in _BEFORE else f"{number} {currency_sign(currency)}"


_DIGIT = re.compile("[1-9]")


def _signed(value: float, text: str, *, plus: str) -> str:
    """The text with the value's sign, none where it shows zero."""
    if not _DIGIT.search(text):
        return text
    return (MINUS if value < 0 else plus) + text

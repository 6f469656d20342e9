"""Colours can be told apart and read; figures are written as people write them."""

from __future__ import annotations

import pytest

from steelyard import theme
from steelyard.theme import DARK, LIGHT, counted, figure, log_points, shift, span

TEXT = ("ink", "ink-2", "ink-3", "good", "bad", "value", "cost", "customer")
GROUNDS = ("paper", "card")


def contrast(first: str, second: str) -> float:
    """Contrast ratio, WCAG 2.2, 1.4.3."""
    bright, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(color: str) -> float:
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_of_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read(colors: dict[str, str], ground: str, name: str) -> None:
    assert contrast(colors[name], colors[ground]) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_figure_on_the_poise_can_be_read(colors: dict[str, str]) -> None:
    assert contrast(colors["on-fill"], colors["cost"]) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["unsure", "focus"])
def test_marks_stand_out(colors: dict[str, str], name: str) -> None:
    assert contrast(colors[name], colors["card"]) >= 3


def test_no_two_tokens_share_a_light_colour() -> None:
    assert len(set(LIGHT.values())) == len(theme.TOKENS)


@pytest.mark.parametrize(
    ("value", "unit", "margin", "text"),
    [
        (0.6412, "share", 0.009, "64.1%"),
        (0.64, "share", 0.12, "64%"),
        (0.7, "share", None, "70%"),
        (81.7, "score", 0.8, "81.7"),
        (-12.34, "score", 0.4, "−12.3"),
        (402, "seconds", 3, "6:42"),
        (0.3, "seconds", 0.1, "0:00.3"),
        (0.04, "seconds", None, "0:00.04"),
        (0.0, "seconds", None, "0:00"),
        (471_000, "seconds", 9000, "5.5 d"),
        (60_000, "seconds", 900, "16.7 h"),
        (20_160, "seconds", 900, "5.6 h"),
        (472_495, "seconds", 4000, "5.5 d"),
        (0.52, "hours", 0.02, "31 min"),
        (30.02, "hours", 0.4, "30.0 h"),
        (200, "hours", 5, "8.3 d"),
        (52_913, "count", None, "52,913"),
        (41_211, "count", 880, "41,210"),
        (1.623, "count", 0.012, "1.62"),
        (38.6, "money", 0.7, "38.60 €"),
        (1_748_300, "money", 21_000, "1.75 M €"),
        (43, "money", None, "43 €"),
        (23.6, "value_per_1000", 0.55, "23.6"),
        (None, "share", None, "–"),
        (float("nan"), "share", None, "–"),
        (-0.00001, "share", 0.01, "0.0%"),
        (73.2 * 86_400, "seconds", 400 * 86_400, "73 d"),
        (54, "count", 12_500, "54"),
        (54, "count", 0.5, "54"),
        (1_234, "count", 90_000, "1,200"),
        (0.043, "share", 0.2, "4.3%"),
        (8.4, "money", 900, "8.40 €"),
    ],
)
def test_figure(value: float | None, unit: str, margin: float | None, text: str) -> None:
    assert figure(value, unit, margin=margin, currency="EUR") == text


@pytest.mark.parametrize(
    ("currency", "text"), [("USD", "$38.60"), ("EUR", "38.60 €"), ("CHF", "38.60 CHF"), ("", "38.60")]
)
def test_money_has_its_currency(currency: str, text: str) -> None:
    assert figure(38.6, "money", margin=0.5, currency=currency) == text


def test_span_has_the_figures_scale() -> None:
    assert span(0.632, 0.650, "share") == "63.2–65.0"
    assert span(-0.09, -0.052, "ln") == "−9.0 to −5.2"
    assert span(1.9, 2.2, "hours") == "1.9–2.2"
    assert span(1.9, 2.2, "hours", beside=1.99) == "114–132"


def test_an_end_never_rounds_to_zero() -> None:
    assert span(3, 25_000, "count", beside=54) == "3–25,000"
    assert span(0, 25_000, "count", beside=54) == "0–25,000"
    assert span(52.7, 55.2, "count", beside=54) == "53–55"
    assert span(0.004, 0.91, "share") == "0.4–91"
    assert span(-0.3 * 86_400, 800 * 86_400, "seconds", beside=73 * 86_400) == "−0.3 to 800"


@pytest.mark.parametrize(
    ("value", "unit", "margin", "text"),
    [
        (0.0003, "share", 0.00005, "0.03%"),
        (0.0003, "share", 0.5, "0.03%"),
        (0.004, "money", 0.001, "0.004 €"),
        (0.004, "money", None, "0.004 €"),
        (0.03, "score", 3.0, "0.03"),
    ],
)
def test_what_is_not_zero_never_shows_as_zero(value: float, unit: str, margin: float | None, text: str) -> None:
    """One contact in 3,000 is not none, and a bot's session for 0.4 cents is not free."""
    assert figure(value, unit, margin=margin, currency="EUR") == text
    assert float(span(value, 2 * value, unit).split("–")[0]) > 0


def test_shift_carries_sign_and_unit() -> None:
    assert shift(-0.043, "share", margin=0.01) == "−4.3 pt"
    assert shift(2.2, "score", margin=0.5) == "+2.2"
    assert shift(-51, "seconds") == "−0:51"
    assert shift(-0.119, "ln", margin=0.03) == "−11.2%"
    assert shift(0.00001, "share", margin=0.01) == "0.0 pt"
    assert shift(None, "share") == "–"


def test_log_points_add_up() -> None:
    assert [log_points(effect) for effect in (-0.0712, 0.04, 0.0)] == ["−7.1", "+4.0", "0.0"]
    assert log_points(None) == "–"


@pytest.mark.parametrize(
    ("claimed", "good", "tone"),
    [(False, True, "unsure"), (True, True, "good"), (True, False, "bad"), (True, None, ""), (False, None, "unsure")],
)
def test_only_what_is_claimed_has_a_directions_colour(claimed: bool, good: bool | None, tone: str) -> None:
    assert theme.tone_of(claimed, good) == tone


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert [theme.at_least(share) for share in (1.0, 0.999, 0.01, 0.004)] == ["100%", "99%", "1%", "under 1%"]


@pytest.mark.parametrize(
    ("nouns", "said"),
    [
        ("apologies", "1 apology"),
        ("pieces of information", "1 piece of information"),
        ("issues rated", "1 issue rated"),
    ],
)
def test_one_of_a_plural_is_said_as_one(nouns: str, said: str) -> None:
    assert counted(1, nouns) == said

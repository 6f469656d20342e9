"""The customer's part made by hand, for the faces that show it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from steelyard.analyses.participation.answer import Participation, Taken
from steelyard.analyses.participation.avoidable_work import Help
from steelyard.analyses.participation.cost_shifting import Between, Outcome, Shift, Untold
from steelyard.analyses.participation.modes import BOT_FIRST, WAYS, Effect
from steelyard.analyses.participation.wording import told
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Answer, Estimate, Interval, Provenance
from steelyard.settings.model import Settings

SETTINGS = Settings(Path("."), Path("."), name="Made", currency="EUR", time_zone="UTC")
DAYS = Span(date(2026, 4, 1), date(2026, 6, 30))


def figure(metric: str, unit: str, value: float, half: float) -> Estimate:
    """A figure with a symmetric interval."""
    return Estimate(metric, unit, {}, value, Interval(value - half, value + half), n=4_000, n_unit="issues")


def moved(
    title: str, between: Between, provider: float, customers: float, outcome: Outcome | None, half: float = 0.1
) -> Shift:
    """A point of the picture."""
    sure: dict[Outcome, float] = dict.fromkeys(("moved", "replaced", "shared", "cheaper", "dearer"), 0.0)
    return Shift(
        title,
        between,
        4_000,
        0.3,
        figure("provider_part", "money", provider, half),
        figure("customers_part", "money", customers, half),
        figure("both_parts", "money", provider + customers, half),
        figure("value_per_issue", "ln", -0.03, 0.01),
        figure("cost_per_contact", "ln", -0.1, 0.02),
        figure("contacts", "ln", 0.11, 0.02),
        (7.0, 2.4),
        (7.0 + provider, 2.4 + customers),
        sure | ({outcome: 0.997} if outcome else {}),
        outcome,
        figure("stake", "money", 4_000 * (provider + customers), 4_000 * half),
    )


def participation() -> Answer:
    """Work was moved over time; by chat it is dearer, and of email it cannot be told."""
    effects = (
        Effect(
            "first_contact_resolution",
            figure("first_contact_resolution", "share", -0.34, 0.02),
            figure("first_contact_resolution", "share", 0.03, 0.01),
            -0.31,
            0.9,
        ),
        Effect(
            "cost_per_issue",
            figure("cost_per_issue", "money", -1.98, 0.15),
            figure("cost_per_issue", "money", -1.0, 0.1),
            -2.98,
            0.95,
        ),
    )
    repeated = next(way for way in WAYS if way.id == "repeated")
    answer = Participation(
        question="participation",
        title="The customer's part",
        provenance=Provenance(version=3, currency="EUR"),
        ways=(Taken(BOT_FIRST, 4_000, 0.323, 0.151, effects), Taken(repeated, 3_000, 0.22, None, effects[1:])),
        shifts=(
            moved("all issues", "periods", 0.07, -0.04, "moved"),
            moved("those begun with the bot", "periods", 0.16, -0.05, None, 0.4),
            moved("those begun with the bot", "ways", -1.84, -0.22, "cheaper"),
            moved("those begun by chat", "ways", 1.65, 0.53, "dearer"),
        ),
        untold=(Untold("those begun by email", "The customers' own time is known of only 6%.", "map customer_s"),),
        helps=(
            Help(
                "technical",
                "repeated",
                "further contacts",
                1_878.0,
                figure("customer_hours", "hours", 355, 30),
                figure("provider_money", "money", 16_235, 900),
                figure("help", "money", 20_500, 2_150),
            ),
        ),
        label_now="Apr–Jun 2026",
        label_before="Apr–Jun 2025",
    )
    return with_words(answer)


def thin_participation() -> Answer:
    """Nothing to hold against anything."""
    return with_words(Participation("participation", "The customer's part", label_now="Apr–Jun 2026"))


def with_words(answer: Participation) -> Answer:
    """The answer with its sentences and evidence."""
    return replace(answer, **told(answer, DAYS, SETTINGS))

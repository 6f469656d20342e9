"""Answers made by hand, with the figures of an invented quarter: what the pictures and the page are tried on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from steelyard.analyses.balance.question import Balance
from steelyard.analyses.change.question import Change, Term
from steelyard.analyses.returns.question import Returns
from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.analyses.verdict.question import Rung, Verdict
from steelyard.answers import Answer, Caveat, Estimate, Interval, Missing, Provenance
from steelyard.settings.model import Target

ORIGIN = Provenance(
    steelyard="0.1.0",
    version=14,
    horizon=datetime(2026, 9, 30, 22, 58),
    time_zone="Europe/Lisbon",
    currency="EUR",
    from_on=date(2026, 7, 1),
    to_on=date(2026, 9, 30),
    settings="9f2c41d07ab3",
    assumptions={
        "return window": "7 days",
        "an hour of handling": "28.00 €",
        "an hour of the customer's time": "12.00 €",
    },
)
NOW, BEFORE = "Jul–Sep 2026", "Apr–Jun 2026"
MONTHS = tuple(f"{year}-{month:02}-01" for year in (2025, 2026) for month in range(1, 13))[3:21]


def estimate(
    metric: str, unit: str, value: float, half: float, n: int = 52_900, n_unit: str = "issues", **more: object
) -> Estimate:
    """A figure with a symmetric interval."""
    return Estimate(
        metric,
        unit,
        value=value,
        interval=Interval(value - half, value + half, method="jackknife"),
        n=n,
        n_unit=n_unit,
        **more,
    )


def _line(
    metric: str, title: str, side: str, unit: str, value: float, half: float, change: float, n: int = 52_900,
    n_unit: str = "issues", is_claimed: bool = True, mature: float | None = None, covered: float | None = None,
) -> Line:  # fmt: skip
    """A line whose measure drifted over eighteen months, most of it in the last three."""
    scale = "ln" if unit not in ("share", "score") else unit
    start = value / (2.718281828**change) if scale == "ln" else value - change
    trend = tuple(
        replace(
            estimate(
                metric,
                unit,
                start + (value - start) * _drift(place) + half * _wobble(place),
                1.7 * half,
                n // 3,
                n_unit,
            ),
            part={"period": month},
            mature_share=None if mature is None else (0.62 if place == 17 else 1.0),
        )
        for place, month in enumerate(MONTHS)
    )
    return Line(
        metric, title, side,
        now=estimate(metric, unit, value, half, n, n_unit, mature_share=mature, covered_share=covered),
        before=estimate(metric, unit, start, half, n, n_unit),
        change=estimate(metric, scale, change, abs(change) * (0.35 if is_claimed else 1.8), n, n_unit),
        is_claimed=is_claimed, trend=trend,
    )  # fmt: skip


def _drift(place: int) -> float:
    return 0.0 if place < 9 else min(1.0, (place - 8) / 7)


def _wobble(place: int) -> float:
    return ((place * 7) % 5 - 2) * 0.45


CUSTOMERS = (
    _line(
        "first_contact_resolution", "First contact resolution", "customers", "share", 0.641, 0.009, -0.043, mature=0.94
    ),
    _line("resolution_rate", "Resolved in the end", "customers", "share", 0.862, 0.006, -0.036, mature=0.94),
    _line(
        "customer_rating", "Customers’ rating", "customers", "score", 81.7, 0.8, -2.2, 6_348, "answers", covered=0.12
    ),
    _line("nps", "Net promoter score", "customers", "score", 22.4, 2.9, -6.1, 6_348, "answers", covered=0.12),
    _line("contacts_per_issue", "Contacts per issue", "customers", "count", 1.62, 0.012, 0.061, mature=0.94),
    _line("customer_time_per_issue", "Customer’s time per issue", "customers", "seconds", 1860, 55, 0.137, mature=0.94),
    _line(
        "abandonment_rate",
        "Gave up waiting",
        "customers",
        "share",
        0.058,
        0.003,
        0.002,
        61_200,
        "contacts",
        is_claimed=False,
    ),
)
RESOURCES = (
    _line("handle_time", "Handle time", "resources", "seconds", 402, 3, -0.119, 85_700, "contacts"),
    _line("contacts_per_hour", "Contacts per hour", "resources", "per_hour", 6.9, 0.1, 0.121, 85_700, "contacts"),
    _line(
        "cost_per_contact",
        "Cost per contact",
        "resources",
        "money",
        20.40,
        0.2,
        -0.004,
        85_700,
        "contacts",
        is_claimed=False,
    ),
    _line("cost_per_resolved_issue", "Cost per resolved issue", "resources", "money", 38.60, 0.7, 0.056, mature=0.94),
)
COVERAGE = (
    _line("survey_invitation_rate", "Survey invitations", "customers", "share", 0.412, 0.004, 0.006, is_claimed=False),
    _line("survey_coverage", "Survey coverage", "customers", "share", 0.120, 0.003, -0.004, is_claimed=False),
)
MISSING = (
    Missing(
        "churn_rate",
        "Customers lost within 90 days",
        "no outcomes are loaded",
        "Load a table of outcomes with kind “churned”.",
    ),
    Missing(
        "service_level",
        "Answered within 20 seconds",
        "contacts.wait_s is in no source",
        "Map the queue time to wait_s.",
    ),
)


def balance() -> Balance:
    """The beam at 23.6, 25.4 before."""
    return Balance(
        question="balance",
        title="The balance: value received per 1,000 EUR spent",
        sentences=(
            "The balance fell from 25.4 to 23.6 fully satisfied resolutions per 1,000 €, certain to within a point.",
        ),
        provenance=ORIGIN,
        now=estimate("balance", "value_per_1000", 23.6, 0.55, mature_share=0.94, covered_share=0.12),
        before=estimate("balance", "value_per_1000", 25.4, 0.52, 51_300),
        change=estimate("balance", "ln", -0.0735, 0.019),
        value=estimate("value", "count", 41_200, 900),
        issues=Estimate("issues", "count", value=52_900, n=52_900, n_unit="issues"),
        resolved_share=estimate("resolution_rate", "share", 0.862, 0.006),
        experience=estimate("experience", "count", 0.904, 0.011),
        provider_cost=estimate("provider_cost", "money", 1_745_800, 21_000),
        customer_cost=estimate("customer_cost", "money", 618_300, 16_000),
        unit_cost_provider=estimate("unit_cost_provider", "money", 42.37, 0.9),
        unit_cost_customer=estimate("unit_cost_customer", "money", 15.01, 0.5),
        period=NOW,
        period_before=BEFORE,
    )


def _term(factor: str, effect: float, half: float, is_claimed: bool = True, **parts: float) -> Term:
    split = {name: estimate(factor, "ln", share, half * 0.7) for name, share in parts.items()}
    return Term(factor, estimate(factor, "ln", effect, half), is_claimed=is_claimed, parts=split)


def change() -> Change:
    """Down 7.1%: faster, and undone by what came back."""
    return Change(
        question="change",
        title="What moved the balance",
        sentences=(
            "Handling got faster, worth 7.4%; more contacts per issue, fewer solved and lower ratings cost 13.3%.",
            "Nearly all of it comes from Site B.",
        ),
        provenance=ORIGIN,
        total=estimate("balance", "ln", -0.071, 0.019),
        terms=(
            _term("experience", -0.031, 0.008, **{"Site B": -0.028, "Site A": -0.002, "Site C": -0.001}),
            _term("effectiveness", -0.040, 0.009, **{"Site B": -0.037, "Site A": -0.003}),
            _term("onceness", -0.062, 0.007, **{"Site B": -0.060, "Site C": -0.002}),
            _term("pace", 0.074, 0.007, **{"Site B": 0.072, "Site A": 0.002}),
            _term("capacity", 0.001, 0.004, is_claimed=False),
            _term("price", -0.004, 0.006, is_claimed=False),
            _term("mix", -0.009, 0.005),
        ),
        before=balance().before,
        after=balance().now,
        label_before=BEFORE,
        label_after=NOW,
    )


def verdict() -> Verdict:
    """Effectiveness is the constraint."""
    first, rating = CUSTOMERS[0].now, CUSTOMERS[2].now
    quality = estimate("interaction_quality", "score", 90.2, 1.6, 212, "evaluations")
    lean = estimate("unit_cost_provider", "money", 42.37, 0.9)
    return Verdict(
        question="verdict",
        title="Effectiveness first",
        sentences=(
            "Customers received 7% less for every euro. Handling got faster; fewer issues were solved the first time.",
            "First contact resolution is 64.1%, below the target of 70%: until it holds, speed and cost say little.",
        ),
        provenance=ORIGIN,
        rungs=(
            Rung("effective", "Effective", "not_yet", first, Target(0.70, "a benchmark by survey"), True,
                 "Solved at the first contact. This is what holds everything back."),
            Rung("valued", "Valued", "not_yet", rating, Target(85, "our board, 2026"), False, "Customers’ rating."),
            Rung("well_delivered", "Well delivered", "cannot_tell", quality, Target(91, "our board, 2026"), False,
                 "Interaction quality: 212 evaluations are too few to tell."),
            Rung("lean", "Lean", "held", lean, Target(43.0, "last year’s cost"), False, "Unit cost of value."),
        ),
        constraint="effective",
    )  # fmt: skip


def scorecard(*, by: str = "site") -> Scorecard:
    """Both kinds of measure, whole and by site."""
    return Scorecard(
        question="scorecard",
        title="Both kinds of measure, side by side",
        sentences=("Calls are shorter, and more of them come back.",),
        missing=MISSING,
        provenance=ORIGIN,
        caveats=(
            Caveat("survey_selection", "Ratings are weighted for who answers; those who did not answer may differ."),
        ),
        lines=(*CUSTOMERS, *COVERAGE, *RESOURCES),
        parts=tuple(
            (name, _shifted(name, shift)) for name, shift in (("Site A", 0.3), ("Site B", -1.0), ("Site C", 0.4))
        )
        if by
        else (),
        by=by,
        period=NOW,
        period_before=BEFORE,
    )


def _shifted(name: str, shift: float) -> tuple[Line, ...]:
    """Lines of one part: its own level, a wider interval."""
    return tuple(_shift(line, name, shift) for line in (*CUSTOMERS, *RESOURCES))


def _shift(line: Line, name: str, shift: float) -> Line:
    value, interval, change = line.now.value, line.now.interval, line.change
    assert value is not None
    assert interval is not None
    assert change is not None
    assert change.value is not None
    half = (interval.high - interval.low) / 2
    moved = value - shift * change.value * (value if change.unit == "ln" else 1)
    now = replace(
        line.now,
        value=moved,
        interval=Interval(moved - 1.7 * half, moved + 1.7 * half),
        n=line.now.n // 3,
        part={"site": name},
    )
    return replace(line, now=now, trend=())


def returns() -> Returns:
    """A third has come back within a month."""
    days = tuple(range(31))
    shares = [0.38 * (1 - 2.718281828 ** (-(day / 5.5))) * (0.94 + 0.002 * day) for day in days]
    at_risk = tuple(int(52_900 * (1 - share) * (1 - 0.012 * day)) for day, share in zip(days, shares, strict=True))
    return Returns(
        question="returns",
        title="How many have come back",
        sentences=("By day 7, 26.1% of issues have come back; by day 30, 37.8%.",),
        provenance=ORIGIN,
        days=days,
        returned=tuple(
            estimate("returned", "share", share, 0.004 + 0.0003 * day) for day, share in zip(days, shares, strict=True)
        ),
        at_risk=at_risk,
        window_days=7,
    )


def answers() -> tuple[Answer, ...]:
    """Everything a full report is made of."""
    return (verdict(), balance(), change(), scorecard(), returns())


def thin_answers() -> tuple[Answer, ...]:
    """A workspace of tickets alone: no costs, no ratings, no ids of customers."""
    reason = Caveat("no_costs", "No cost is known: load a ledger or declare hourly_cost.", "refusal")
    why = "60% of contacts have no customer id; above 20% no issue-level figure is given."
    unidentified = Caveat("unidentified", why, "refusal")
    refused = Estimate("first_contact_resolution", "share", n=0, n_unit="issues", caveats=(unidentified,))
    rungs = tuple(
        Rung(id, title, "cannot_tell", refused if id == "effective" else None, None, id == "effective", why)
        for id, title, why in (
            ("effective", "Effective", "60% of contacts have no customer id."),
            ("valued", "Valued", "No survey answers are loaded."),
            ("well_delivered", "Well delivered", "No evaluations are loaded."),
            ("lean", "Lean", "No cost is known."),
        )
    )
    missing = (
        *MISSING,
        Missing(
            "balance",
            "The balance",
            "no cost is known",
            "map costs.amount or map contacts.cost or set assumptions.hourly_cost or set assumptions.cost_per_contact",
        ),
        Missing("customer_rating", "Customers’ rating", "no surveys are loaded", "Map a survey export."),
    )
    return (
        Verdict("verdict", "Effectiveness first", ("Whether issues are solved cannot be told from this data.",),
                missing=missing, provenance=ORIGIN, rungs=rungs, constraint="effective"),
        Balance("balance", "The balance", (), missing=(missing[2],), caveats=(reason,), provenance=ORIGIN, period=NOW),
        Change("change", "What moved the balance", (), caveats=(reason,), provenance=ORIGIN),
        Scorecard("scorecard", "Both kinds of measure", missing=missing, provenance=ORIGIN, period=NOW,
                  lines=(Line("first_contact_resolution", "First contact resolution", "customers", refused),
                         replace(RESOURCES[0], before=None, change=None, trend=RESOURCES[0].trend[:1]))),
        Returns("returns", "How many have come back", caveats=refused.caveats, provenance=ORIGIN),
    )  # fmt: skip

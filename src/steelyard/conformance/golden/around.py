"""What is known beside contacts: surveys, evaluations, the ledger, outcomes, customers, agents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from steelyard.conformance.golden.rows import Row

SCALES = (
    ("csat", 1.0, 5.0, "high"),
    ("csat", 5.0, 1.0, "high"),
    ("csat", 0.5, 5.0, "high"),
    ("csat", -0.5, 0.25, "low"),
    ("csat", 3.0, 3.0, "high"),
    ("csat", 1.0, 3.0, "high"),
    ("ces", 1.0, 7.0, "low"),
    ("ces", 1.0, 5.0, "high"),
    ("nps", 0.0, 10.0, "high"),
    ("nps", 0.0, 10.0, "low"),
    ("other", 0.0, 100.0, "high"),
)


def tables(contacts: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Canonical table -> rows, of these contacts and of some that nobody knows."""
    return {
        "surveys": [*_asked(contacts), *_asked_otherwise()],
        "survey_items": list(_items(contacts)),
        "evaluations": [*_evaluated(contacts), *_failed()],
        "costs": list(_costs()),
        "outcomes": [*_outcomes(contacts), *_dated()],
        "customers": list(_customers()),
        "agents": list(_agents()),
    }


def _asked(contacts: Sequence[Row]) -> Iterator[Row]:
    """On every scale, with answers at both ends, beyond them, between and none."""
    told = [row for row in contacts if not row["contact_id"].startswith(("heavy", "anonymous"))]
    for place, row in enumerate(told):
        instrument, low, high, better = SCALES[place % len(SCALES)] if place % 3 else SCALES[0]
        answers = (low, high, low + (high - low) * 0.75, None, high + 1, low + (high - low) * 0.5)
        score = answers[place // 2 % 6]
        at = row["opened_at"] + timedelta(hours=20)
        yield {
            "survey_id": f"survey {row['contact_id']}",
            "contact_id": row["contact_id"],
            "source": row.get("source", "home"),
            "instrument": instrument,
            "score": score,
            "scale_min": low,
            "scale_max": high,
            "better": better,
            "sent_at": at if place % 5 else None,
            "answered_at": None if score is None else at + timedelta(minutes=place),
            "comment": 'it\'s "fine"\\' if place % 7 == 0 else None,
            "sentiment": (-1.0, 0.37, 1.0, -0.05)[place % 4] if place % 7 == 0 else None,
        }


_ITEMS = (
    ("speed", "rating", 1.0, 5.0, None),
    ("friendliness", "rating", 1.0, 5.0, "high"),
    ("Lösung", "rating", 0.0, 100.0, "high"),
    ("speed", "expectation", 1.0, 5.0, None),
    ("speed", "importance", 1.0, 10.0, "high"),
    ("friendliness", "importance", 1.0, 5.0, "low"),
    ("friendliness", "disconfirmation", -1.0, 1.0, "high"),
)


def _items(contacts: Sequence[Row]) -> Iterator[Row]:
    """Single things of every second survey, some on another scale, and of contacts whose survey nobody knows."""
    for place, row in enumerate(contacts[::2]):
        for at, (item, kind, low, high, better) in enumerate(_ITEMS):
            is_other = place % 13 == 0 and item == "speed"
            steps = 4.0 if high - low == 4 else high - low
            step = (place * (at + 3) + place // 7) % (int(steps) + 1)
            score = None if (place + at) % 17 == 0 else low + (high - low) * step / steps
            yield {
                "survey_id": f"{'page' if place % 9 == 0 else 'survey'} {row['contact_id']}",
                "contact_id": row["contact_id"],
                "item": item,
                "kind": kind,
                "score": score,
                "scale_min": 0.0 if is_other else low,
                "scale_max": 10.0 if is_other else high,
                "better": better,
            }


def _asked_otherwise() -> Iterator[Row]:
    """By customer alone, twice about one contact, about a merged one, about nobody known."""
    usual = {"instrument": "csat", "scale_min": 1.0, "scale_max": 5.0, "better": "high", "score": 4.0}
    at = datetime(2024, 2, 6, 9)
    yield {**usual, "survey_id": "by customer", "customer_id": "alone", "sent_at": at}
    yield {**usual, "survey_id": "by customer, late", "customer_id": "alone", "sent_at": at + timedelta(days=30)}
    yield {
        **usual,
        "survey_id": "by customer, answered",
        "customer_id": "tied",
        "answered_at": datetime(2024, 2, 20, 12),
    }
    yield {**usual, "survey_id": "twice", "contact_id": "alone", "score": 1.0, "sent_at": at}
    yield {**usual, "survey_id": "of a child", "contact_id": "child-2", "sent_at": at}
    yield {**usual, "survey_id": "unknown contact", "contact_id": "nowhere", "customer_id": "alone", "sent_at": at}
    yield {**usual, "survey_id": "unknown customer", "customer_id": "nobody – ß", "answered_at": datetime(2024, 3, 31)}
    yield {**usual, "survey_id": "nothing known", "sent_at": at}
    yield {
        **usual,
        "survey_id": "dated",
        "customer_id": "alone",
        "sent_at": datetime(2024, 2, 7),
        "sent_at_is_date": True,
    }


def _evaluated(contacts: Sequence[Row]) -> Iterator[Row]:
    """Criteria, totals, and both; shares that no binary fraction holds."""
    heard = [row for row in contacts if row.get("channel") == "phone" and row.get("agent_id")]
    for place, row in enumerate(heard[::3]):
        usual = {
            "evaluation_id": f"evaluation {place}",
            "contact_id": row["contact_id"],
            "rubric": ("calls", None)[place % 2],
            "evaluated_at": row["opened_at"] + timedelta(days=2),
            "purpose": ("random", None, "coaching", "random", "second")[place % 5],
            "chance": (0.1, None, 0.03)[place % 3],
            "scorer": ("person", None, "model", None)[place % 4],
        }
        for criterion in (("greeting", "solution"), (None,), ("greeting", None))[place % 3]:
            points = 7.7 if criterion == "solution" else float(place % 11)
            yield {**usual, "criterion": criterion, "score": points, "max_score": 10.0, "critical": place % 9 == 0}


def _failed() -> Iterator[Row]:
    """A critical zero, no points possible, and a contact that nobody knows."""
    usual = {"contact_id": "alone", "evaluated_at": datetime(2024, 2, 29, 12), "score": 0.0, "max_score": 10.0}
    yield {**usual, "evaluation_id": "failed", "criterion": "law", "critical": True}
    yield {**usual, "evaluation_id": "failed", "criterion": "tone", "critical": None, "score": 10.0}
    yield {**usual, "evaluation_id": "of nothing", "max_score": 0.0}
    yield {**usual, "evaluation_id": "unknown", "contact_id": "nowhere", "score": 3.3}
    yield {**usual, "evaluation_id": "of a child", "contact_id": "child-1", "score": 9.9, "evaluated_at": None}


def _costs() -> Iterator[Row]:
    """By month, of teams and channels, of teams without contacts, of days without any; cents that do not add up."""
    for month in range(7):
        from_on = date(2023 + (9 + month) // 12, (9 + month) % 12 + 1, 1)
        to_on = date(2023 + (10 + month) // 12, (10 + month) % 12 + 1, 1) - timedelta(days=1)
        span = {"from_on": from_on, "to_on": to_on}
        yield {**span, "team": "North", "kind": "labour", "amount": 0.1 + 0.2 + month, "hours": 160.1}
        yield {**span, "team": "South", "channel": "phone", "kind": "labour", "amount": 99.99, "hours": 33.3}
        yield {**span, "team": "Nobody here", "kind": "premises", "amount": 1_000.01}
        yield {**span, "channel": "bot", "kind": "technology", "amount": 12.12}
        yield {**span, "kind": None, "amount": 0.01, "hours": None}
    yield {"from_on": date(2023, 1, 1), "to_on": date(2023, 1, 31), "kind": "labour", "amount": 77.7, "hours": 7.7}
    yield {"from_on": date(2024, 2, 29), "to_on": date(2024, 2, 29), "kind": "field", "amount": 29.02}
    yield {"from_on": date(2024, 2, 29), "to_on": date(2024, 2, 29), "kind": "field", "amount": 0.0}


def _outcomes(contacts: Sequence[Row]) -> Iterator[Row]:
    """Leaving, buying and others, before, at the edge of and after the loyalty horizon."""
    customers = [row for row in contacts if row.get("customer_id") and row["contact_id"].endswith("-0")]
    for place, row in enumerate(customers):
        days = (-1, 0, 30, 31, 5)[place % 5]
        kind = ("churned", "purchased", "renewed", "complained")[place % 4]
        at = row["opened_at"] + timedelta(days=days)
        yield {"customer_id": row["customer_id"], "at": at, "kind": kind, "amount": 10.01 if place % 2 else None}


def _dated() -> Iterator[Row]:
    yield {"customer_id": "alone", "at": datetime(2024, 2, 5), "at_is_date": True, "kind": "purchased", "amount": 5.5}
    yield {"customer_id": "alone", "at": datetime(2024, 3, 6), "at_is_date": True, "kind": "churned"}
    yield {"customer_id": "nobody – ß", "at": datetime(2024, 3, 6), "kind": "churned"}


def _customers() -> Iterator[Row]:
    yield {"customer_id": "alone", "segment": "platinum", "since_on": date(2000, 2, 29), "value_per_year": 1_234.56}
    yield {"customer_id": "tied", "segment": None}
    yield {"customer_id": "long", "segment": "Zinc", "source_key": "long 1"}
    yield {"customer_id": "long", "segment": "aluminium", "source_key": "long 2"}


def _agents() -> Iterator[Row]:
    """Some of one site and some of two, with and without a cost of their own."""
    for place in range(12):
        yield {
            "agent_id": f"a{place}",
            "team": ("North", "South", "West", None)[place % 4],
            "site": ("Porto", "Ílhavo", "Porto", None, "évora", "Évora")[place % 6],
            "started_on": date(2020, 2, 29) if place % 2 else None,
            "hourly_cost": 20.1 + place / 10 if place % 3 else None,
        }

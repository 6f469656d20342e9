"""Trade-offs and worths made by hand, full and thin: what the pictures are tried on."""

from __future__ import annotations

from dataclasses import replace

from analyses.attribution.test_joint_change import after, identity
from steelyard.analyses.attribution.attribution import attribute, part_of
from steelyard.analyses.attribution.joint_change import move
from steelyard.analyses.tradeoff.delayed_harm import Harm
from steelyard.analyses.tradeoff.places import Place
from steelyard.analyses.tradeoff.question import Tradeoff
from steelyard.analyses.worth.question import Point, Worth
from steelyard.answers import Estimate, Interval, Provenance

PARTS = {"Porto": after(pace=1.1, experience=0.8), "Braga": after(pace=0.98), "<script>alert": after(price=1.01)}


def tradeoff() -> Tradeoff:
    """A false economy at one of three sites."""
    found = identity(PARTS, 0.004)
    parts = tuple(move(attribute(part_of(found, "site", name)), name, 1 / 3) for name in PARTS)
    effect = Estimate("churn_rate", "share", value=0.01, interval=Interval(0.004, 0.016))
    return Tradeoff(
        "tradeoff",
        "What was saved, and what customers got",
        ("False economy at site Porto.",),
        estimates=(parts[0].customers,),
        provenance=Provenance(currency="EUR"),
        whole=move(attribute(found)),
        parts=parts,
        by="site",
        place="Porto",
        leading=Place(parts[0], "site"),
        topics=parts[:1],
        harms=(Harm("churn_rate", effect, 180, 36, "More left."),),
        label_before="Apr–Jun 2025",
        label_after="Apr–Jun 2026",
    )


def worth() -> Worth:
    """A point of three measures, one of them with a gap."""
    money = Estimate("money", "money", value=21_700.0, interval=Interval(16_800.0, 26_600.0))
    kept = Estimate("customers_kept", "count", value=24.3, interval=Interval(20.8, 27.8))
    now = Estimate("customer_rating", "score", value=73.5, interval=Interval(72.9, 74.0))
    gain = replace(money, metric="gain", value=248_000.0, interval=Interval(193_000.0, 305_000.0))
    none = replace(money, value=None, interval=None)
    dear = replace(money, value=-900.0)
    points = (
        Point("resolution_rate", "resolution", kept, money, dear, None, None, None, none, 26.4, 0.99),
        Point("customer_rating", "customers' rating", kept, money, none, now, 85.0, 11.5, gain, 25.0, 1.0),
    )
    return Worth(
        "worth",
        "What a point is worth",
        ("One more point of resolution is associated with 24.3 more customers kept a year.",),
        estimates=(money,),
        provenance=Provenance(currency="EUR"),
        points=points,
        budget=(5_400.0, 16_300.0),
        service_cost=544_000.0,
        multiple=2.18,
    )


def thin_tradeoff() -> Tradeoff:
    """Nothing could be weighed."""
    return Tradeoff("tradeoff", "What was saved, and what customers got")


def thin_worth() -> Worth:
    """No measure could be asked."""
    return Worth("worth", "What a point is worth")

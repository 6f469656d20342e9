"""False readings made by hand, full and thin: what the pictures and tables are tried on."""

from __future__ import annotations

from steelyard.analyses.readings.answer import Readings
from steelyard.analyses.readings.bunching import Histogram
from steelyard.analyses.readings.nonresponse import ANSWERED, CARRIED, CHANGE, Silence
from steelyard.analyses.readings.signals import Reading, Signal
from steelyard.answers import Estimate, Interval, Missing, Provenance

ASKED = Signal(
    "asked_returned", "invitations", "Invitations by whether customers came back", "35%, 15%", 1e-9, True, True
)
TWIN = Signal(
    "pair", "returns", "Ratings against first contact resolution", "ratings changed by +16.2 points", 1e-4, True, True
)
FLAT = Signal("flat", "answers", "Ratings of those who came back", "10 points apart, elsewhere 18", 0.15)
BUNCHED = Signal("bunching", "times", "Contacts just under 5:00", "426 more than a smooth line", 1e-6, True, True)
UNTOLD = Signal("is_transferred", "transfers", "Transferred just under it", "not recorded")


def rating(value: float, metric: str = ANSWERED, **more: object) -> Estimate:
    return Estimate(metric, "score", value=value, interval=Interval(value - 2, value + 2), n=900, **more)  # type: ignore[arg-type]


def readings() -> Readings:
    """Selective invitation at one site, found; bunching at a target, asked about; evaluations too few to tell."""
    counts = tuple(100.0 + (60 if place in (18, 19) else 0) for place in range(40))
    return Readings(
        "readings",
        "What may mislead",
        ("Customers' ratings at Porto may mislead.",),
        estimates=(rating(83.6),),
        provenance=Provenance(currency="EUR"),
        readings=(
            Reading("ratings", "Customers' ratings", "site", "Porto", (ASKED, FLAT, TWIN), "Who is asked?"),
            Reading("ratings", "Customers' ratings", "team", "<script>alert", (ASKED, TWIN), "Who is asked?"),
            Reading("targets", "Handle time", "", "", (BUNCHED, UNTOLD), "Is a limit near?", "5:00"),
            Reading("evaluations", "Evaluations", "", "", (UNTOLD,)),
        ),
        looked=40,
        histogram=Histogram(
            "Handle time, the service as a whole",
            300.0,
            tuple(200.0 + 5 * place for place in range(41)),
            counts,
            (100.0,) * 40,
            tuple(place in (18, 19) for place in range(40)),
            120.0,
            80.0,
            160.0,
        ),
        silent=Silence(
            rating(83.6), rating(80.7, CARRIED, bounds=(9.0, 98.2)), rating(5.6, CHANGE), 6.2, 0.33, 0.108, 0.92, 1.16
        ),
        label="Apr–Jun 2026",
    )


def thin_readings() -> Readings:
    """Nothing could be tested."""
    return Readings("readings", "What may mislead", missing=(Missing("ratings", "Who is asked", "Nobody knows."),))

"""What bots really settle."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import IDS

METRIC = Metric(
    id="bot_containment",
    title="True bot containment",
    aliases=("containment", "deflection"),
    meaning="The share of issues begun with a bot that no person touched and from which the customer did "
    "not return, in any channel, within the return window.",
    family="effectiveness",
    unit="share",
    better="high",
    n="started",
    n_unit="issues begun with a bot",
    sums={
        "contained": Sum("issues", where=("is_mature", "is_bot_started", "is_contained")),
        "attested": Sum("issues", where=("is_mature", "is_bot_started", "is_contained"), known=("is_resolved",)),
        "started": Sum("issues", where=("is_mature", "is_bot_started"), known=("is_contained",)),
        "issues": Sum("issues", where=("is_mature",)),
        "hidden": Sum("issues", column="hidden_contained", where=("is_mature",), known=("is_contained",)),
        "unidentified": Sum("contacts", where=("is_unidentified",)),
        "begun": Sum("issues", where=("is_counted", "is_bot_started"), known=("is_contained",)),
    },
    formula="(contained - odds * hidden) / started",
    bounds=(
        "maximum(attested - odds * hidden, 0) / attested * attested / started",
        "(contained - odds * hidden) / started",
    ),
    worst=(
        "maximum(attested - unidentified * started / issues, 0) / attested * attested / started",
        "contained / started",
    ),
    needs=(
        IDS,
        "contacts.handled_by=bot",
    ),
    is_inferred=True,
    maturity=("started", "begun"),
    excludes="Issues begun with a person; unidentified sessions. Where some sessions carry a mark, the lower bound "
    "leaves out those without.",
    differs="Vendors call a session contained or deflected when it was not escalated, whatever the "
    "customer did next: 78% contained may hide 31% who came back within a week. Fin counts "
    "silence as resolved.",
    sources=("Steelyard: return window",),
    limits=(0, 1),
)

"""How often the eligible are asked."""

from steelyard.declare import Choice, Metric, Sum

METRIC = Metric(
    id="survey_invitation_rate",
    title="Invitations per contact",
    meaning="Invitations sent within the follow-up, over the contacts that could have been rated and were followed so "
    "long; each instrument asked counts as one.",
    family="experience",
    unit="count",
    better="neither",
    n="contacts",
    n_unit="contacts",
    sums={
        "sent": Sum("responses", where=("is_sent", "is_followed")),
        "unsure": Sum("responses", where=("is_followed",), unless=("is_sent",)),
        "surveys": Sum("responses", where=("is_followed",)),
        "contacts": Sum("contacts", where=("is_contact", "is_followed")),
        "eligible": Sum("contacts", where=("is_contact",)),
        "invited": Choice("sent", "", "unsure", "surveys", "the source does not say who was asked"),
    },
    formula="invited / contacts",
    needs=("surveys.sent_at",),
    maturity=("contacts", "eligible"),
    excludes="Sources that hold answers only say nothing about invitations.",
    differs="Suppression rules (one survey in seven days) choose who is asked; vendors leave them out of the figure.",
    sources=("Steelyard: eligible, sent, answered",),
    limits=(0, None),
)

"""How many of the eligible are asked."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="survey_invitation_rate",
    title="Survey invitations",
    meaning="Invitations sent over the contacts that could have been rated.",
    family="experience",
    unit="share",
    better="neither",
    n="contacts",
    n_unit="contacts",
    sums={
        "sent": Sum("responses", where=("is_sent",)),
        "contacts": Sum("contacts", where=("is_contact",)),
    },
    formula="minimum(sent / contacts, 1)",
    needs=("surveys.sent_at",),
    excludes="Sources that hold answers only say nothing about invitations.",
    differs="Suppression rules (one survey in seven days) choose who is asked; vendors leave them out of "
    "the figure.",
    sources=("Steelyard: eligible, sent, answered",),
    limits=(0, 1),
)

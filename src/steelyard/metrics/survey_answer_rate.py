"""How many of those asked answer."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="survey_answer_rate",
    title="Survey answers",
    aliases=("response rate",),
    meaning="Answered invitations over invitations sent, both within the follow-up from the contact's start.",
    family="experience",
    unit="share",
    better="high",
    n="sent",
    n_unit="invitations",
    sums={
        "answered": Sum("responses", where=("is_sent", "is_answered", "is_followed")),
        "sent": Sum("responses", where=("is_sent", "is_followed"), known=("is_answered",)),
        "invited": Sum("responses", where=("is_sent",), known=("is_answered",)),
    },
    formula="answered / sent",
    needs=("surveys.sent_at",),
    maturity=("sent", "invited"),
    excludes="Sources that hold answers only.",
    differs="Trengo drops answers that come after the window in which the survey was sent.",
    sources=("Steelyard: eligible, sent, answered",),
    limits=(0, 1),
)

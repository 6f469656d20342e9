"""How many of those asked answer."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="survey_answer_rate",
    title="Survey answers",
    meaning="Answered invitations over invitations sent.",
    family="experience",
    unit="share",
    better="high",
    n="sent",
    n_unit="invitations",
    sums={
        "answered": Sum("responses", where=("is_sent", "is_answered")),
        "sent": Sum("responses", where=("is_sent",), known=("is_answered",)),
    },
    formula="answered / sent",
    needs=("surveys.sent_at",),
    excludes="Sources that hold answers only.",
    differs="Trengo drops answers that come after the window in which the survey was sent.",
    sources=("Steelyard: eligible, sent, answered",),
    limits=(0, 1),
)

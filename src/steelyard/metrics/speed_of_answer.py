"""How fast the answered are answered."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="speed_of_answer",
    title="Speed of answer",
    aliases=("asa", "average speed of answer"),
    meaning="Mean queue time of answered contacts.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "time": Sum("contacts", column="answer_s", where=("is_contact",)),
        "contacts": Sum("contacts", where=("is_contact",), known=("answer_s",)),
    },
    formula="time / contacts",
    needs=("contacts.wait_s",),
    excludes="Contacts for which it is not recorded.",
    differs="The usual ASA. It leaves out those who gave up: read it beside abandonment, or use the wait.",
    sources=("Steelyard: mean over contacts",),
    limits=(0, None),
)

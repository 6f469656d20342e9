"""How long a contact takes to handle."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import WORK

METRIC = Metric(
    id="handle_time",
    title="Handle time, mean",
    aliases=("aht", "average handle time", "average handling time"),
    meaning="Mean handling and after-contact work per answered contact a person took part in.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "time": Sum("contacts", column="work_s", where=("is_contact", "is_human")),
        "contacts": Sum("contacts", where=("is_contact", "is_human"), known=("work_s",)),
    },
    formula="time / contacts",
    needs=(WORK,),
    excludes="Bots, and contacts whose handling is not known.",
    differs="Talk, hold and after-contact work. Some formulas list hold and leave it out, Zendesk's talk "
    "time includes consults, and sums per agent count a contact with several agents several "
    "times.",
    sources=("Steelyard: mean over contacts",),
    limits=(0, None),
)

"""How long a typical contact takes."""

from steelyard.declare import Metric, Quantile, Sum
from steelyard.metrics.needs import WORK

METRIC = Metric(
    id="handle_time_median",
    title="Handle time, median",
    meaning="Half of the contacts a person took part in take less handling and after-contact work.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "contacts": Sum("contacts", where=("is_contact", "is_human"), known=("work_s",)),
    },
    quantile=Quantile("contacts", "work_s", 0.5, where=("is_contact", "is_human")),
    needs=(WORK,),
    excludes="Bots, and contacts whose handling is not known.",
    differs="Talk, hold and after-contact work. Some formulas list hold and leave it out, Zendesk's talk "
    "time includes consults, and sums per agent count a contact with several agents several "
    "times.",
    sources=("Woodruff 1952",),
    limits=(0, None),
)

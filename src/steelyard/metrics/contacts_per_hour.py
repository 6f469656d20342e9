"""How many contacts an hour of handling carries."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import WORK

METRIC = Metric(
    id="contacts_per_hour",
    title="Contacts per hour",
    meaning="Answered contacts over hours of handling and after-contact work.",
    family="efficiency",
    unit="per_hour",
    better="neither",
    n="contacts",
    n_unit="contacts",
    sums={
        "work": Sum("contacts", column="work_s", where=("is_contact", "is_human")),
        "contacts": Sum("contacts", where=("is_contact", "is_human"), known=("work_s",)),
    },
    formula="3600 * contacts / work",
    needs=(WORK,),
    excludes="Bots, and contacts whose handling is not known.",
    differs="Workforce tools divide by hours logged in or scheduled; see capacity for that part.",
    sources=("Steelyard: handling hours",),
    limits=(0, None),
)

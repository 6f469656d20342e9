"""How fast a person first replies."""

from steelyard.declare import Metric, Quantile, Sum

METRIC = Metric(
    id="first_reply_time_median",
    title="First reply time, median",
    meaning="Half of the contacts get a person's first reply sooner.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "contacts": Sum("contacts", where=("is_contact",), known=("first_reply_s",)),
    },
    quantile=Quantile("contacts", "first_reply_s", 0.5, where=("is_contact",)),
    needs=("contacts.first_reply_at",),
    excludes="Contacts without a reply by a person, or whose time of day was lost.",
    differs="Calendar time. Zendesk and others print business hours, by every schedule held during the "
    "ticket or by the last: 959 against 689 minutes for one ticket. Automatic replies are not "
    "counted; Chatwoot counts from the bot's start.",
    sources=("Woodruff 1952",),
    limits=(0, None),
)

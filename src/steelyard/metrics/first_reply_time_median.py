"""How fast a person first replies."""

from steelyard.declare import Metric, Quantile, Sum

METRIC = Metric(
    id="first_reply_time_median",
    title="First reply time, median",
    aliases=("frt", "first response time", "first reply time"),
    meaning="Half of the contacts get a person's first reply sooner.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "contacts": Sum("contacts", where=("is_contact",), known=("first_reply_watched_s",)),
    },
    quantile=Quantile("contacts", "first_reply_s", 0.5, where=("is_contact",), watched="first_reply_watched_s"),
    needs=("contacts.first_reply_at",),
    excludes="Closed contacts without a reply by a person, or whose time of day was lost. Of contacts still open "
    "without one the time since their start counts (Kaplan and Meier); where too many are, it is only 'more than'.",
    differs="Calendar time. Zendesk and others print business hours, by every schedule held during the "
    "ticket or by the last: 959 against 689 minutes for one ticket. Automatic replies are not "
    "counted; Chatwoot counts from the bot's start.",
    sources=("Woodruff 1952", "Kaplan and Meier 1958"),
    limits=(0, None),
)

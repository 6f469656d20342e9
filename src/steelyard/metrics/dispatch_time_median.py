"""How fast a field visit is dispatched."""

from steelyard.declare import Metric, Quantile, Sum

METRIC = Metric(
    id="dispatch_time_median",
    title="Time to dispatch, median",
    meaning="Half of the field visits are dispatched sooner after the contact began.",
    family="efficiency",
    unit="seconds",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "contacts": Sum("contacts", where=("is_visit",), known=("dispatch_s",)),
    },
    quantile=Quantile("contacts", "dispatch_s", 0.5, where=("is_visit",)),
    needs=("contacts.field_visit_at",),
    excludes="Contacts without a field visit.",
    differs="Calendar time; field-service tools count working hours.",
    sources=("Woodruff 1952",),
    limits=(0, None),
)

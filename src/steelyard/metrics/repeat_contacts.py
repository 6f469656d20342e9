"""How many contacts are repeats."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import IDS

METRIC = Metric(
    id="repeat_contacts",
    title="Repeat contacts",
    aliases=("repeat contact rate",),
    meaning="The share of answered contacts that are not the first answered contact of their issue: work "
    "that a solution at first contact would have spared both sides.",
    family="effort",
    unit="share",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "contacts": Sum("issues", column="contacts", where=("is_mature",)),
        "answered": Sum("issues", where=("is_mature",), known=("is_fixed_first",)),
        "false_start": Sum("issues", column="false_start", where=("is_mature",), known=("is_fixed_first",)),
        "hidden_contacts": Sum("issues", column="hidden_contacts", where=("is_mature",)),
        "unidentified": Sum("contacts", where=("is_unidentified",)),
        "mature": Sum("issues", where=("is_mature",)),
        "begun": Sum("issues", where=("is_counted",)),
    },
    formula="1 - (answered - false_start) / (contacts + (odds - 1) * hidden_contacts)",
    worst=(
        "(contacts - answered) / contacts",
        "(contacts - answered + unidentified) / (contacts + unidentified)",
    ),
    needs=(IDS,),
    is_inferred=True,
    maturity=("mature", "begun"),
    excludes="Abandoned, outbound and internal contacts; unidentified ones.",
    differs="Repeat-call reports (Genesys) count by number, over 7 to 45 days, whatever the topic; "
    "failure demand is a judgement by topic.",
    sources=("Steelyard: issue",),
    limits=(0, 1),
)

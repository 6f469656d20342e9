"""How fast a contact was handled."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import IDS, WORK

METRIC = Metric(
    id="pace",
    title="Pace",
    meaning="Answered contacts per hour of handling. Alone it says nothing: read what it does to the factors "
    "before it.",
    family="balance",
    unit="per_hour",
    better="neither",
    n="worked",
    n_unit="issues",
    sums=identity.sums("issues", "contacts_worked", "work", "worked", "begun"),
    formula="3600 * contacts_worked / work",
    needs=(
        IDS,
        WORK,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Bots take no hours, so more bots raise it; the split of a change keeps them apart, as cost per contact.",
    differs="The reciprocal of handle time per contact, over the issues' whole work.",
    sources=(
        "Grönroos and Ojasalo 2004",
        "Steelyard: the identity",
    ),
    limits=(0, None),
)

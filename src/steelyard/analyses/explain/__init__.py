"""What a measure means, and how it is computed."""

from steelyard.declare import Analysis, later
from steelyard.parameters import Parameter, Required, as_text

METRIC = Parameter(
    "metric", "A measure, by its id, its title or what else it is called (fcr).", as_text, default=Required
)

ANALYSIS = Analysis(
    "explain",
    "What does a measure mean, and how is it computed?",
    later("steelyard.analyses.explain.question"),
    takes=(METRIC,),
)

"""What may be associated with an outcome: outcomes, and the measures known before each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from steelyard.measure.models.cross_products import OPEN_DAYS, Grain, Term
from steelyard.wording import capital


@dataclass(frozen=True)
class Candidate:
    """A measure that may be associated with the outcome.

    Args:
        title: as people say it in a table; more: as they say that there was more of it.
        is_asked: the customer said it, or may have: several that all move together may be one mood.
    """

    term: Term
    title: str
    more: str
    is_asked: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Something to be explained.

    Args:
        metric: that must be known. column, flags: of the case. title: as people say it.
        is_event: yes or no. is_turned: the column says the opposite of the outcome.
        gained, lost: what a difference upwards and downwards is called. scale: of a difference. of: whose differences
            are explained.
        late: measures never asked, since they may be known only after it.
    """

    id: str
    metric: str
    grain: Grain
    column: str
    flags: tuple[str, ...]
    title: str
    gained: str
    lost: str
    of: str
    is_event: bool
    scale: float = 1.0
    is_turned: bool = False
    late: str = ""

    @property
    def cases(self) -> str:
        """What is counted."""
        return self.grain

    @property
    def unit(self) -> str:
        """Of a difference."""
        return "share" if self.is_event else "score"


_event = partial(Outcome, grain="issues", flags=("is_loyalty_mature",), is_event=True)
_score = partial(
    Outcome,
    grain="answers",
    column="score_share",
    is_event=False,
    late="returns and reopenings",
)

OUTCOMES = {
    outcome.id: outcome
    for outcome in (
        _event(
            id="retention",
            metric="retention_rate",
            column="is_churned",
            is_turned=True,
            title="customer retention",
            gained="higher retention",
            lost="lower retention",
            of="who stays",
        ),
        _event(
            id="repurchase",
            metric="repurchase_rate",
            column="is_repurchased",
            title="repurchase",
            gained="a higher repurchase rate",
            lost="a lower repurchase rate",
            of="who buys again",
        ),
        _score(
            id="nps",
            metric="nps",
            flags=("is_nps",),
            scale=10.0,
            title="likelihood to recommend",
            gained="a higher likelihood to recommend",
            lost="a lower likelihood to recommend",
            of="how likely customers are to recommend",
        ),
        _score(
            id="rating",
            metric="customer_rating",
            flags=("is_quality",),
            scale=100.0,
            title="customers' rating",
            gained="higher ratings",
            lost="lower ratings",
            of="how customers rate",
        ),
    )
}
"""In the order in which the first that is known is taken."""

_OF_ISSUES = (
    Candidate(Term("is_fixed_first", "mark"), "First contact resolution", "first contact resolution"),
    Candidate(Term("is_resolved", "mark"), "Resolution", "resolution"),
    Candidate(Term("contacts", "log"), "Contacts per issue", "more contacts per issue"),
    Candidate(Term("attempts", "log"), "Abandoned attempts", "more abandoned attempts"),
    Candidate(Term("wait_s", "log"), "Waiting time", "longer waiting"),
    Candidate(Term("work_s", "log"), "Handling time", "longer handling"),
    Candidate(Term("transfers", "log"), "Transfers", "more transfers"),
    Candidate(Term("channels", "log"), "Channels per issue", "more channels per issue"),
    Candidate(Term("reopens", "log"), "Reopenings", "more reopenings"),
)

_OF_ANSWERS = (
    Candidate(Term("is_resolved", "mark"), "Resolution", "resolution"),
    Candidate(Term("answer_s", "log"), "Waiting time", "longer waiting"),
    Candidate(Term("handle_s", "log"), "Handling time", "longer handling"),
    Candidate(Term("hold_s", "log"), "Hold time", "longer holding"),
    Candidate(Term("transfers", "log"), "Transfers", "more transfers"),
    Candidate(Term("replies", "log"), "Replies", "more replies"),
    Candidate(Term("first_reply_s", "log"), "Time to first reply", "a later first reply"),
    Candidate(Term("resolution_s", "log"), "Time to resolution", "a later resolution"),
    Candidate(Term(OPEN_DAYS, "log"), "Days since the issue began", "an older issue"),
    Candidate(Term("is_sla_met", "mark"), "SLA met", "meeting the SLA"),
)

RATING = Candidate(Term("rating", "number"), "Customers' rating", "better ratings", True)
"""Mostly known of the few who answered, and then a model of its own."""


def candidates(outcome: Outcome, dimensions: tuple[str, ...]) -> tuple[Candidate, ...]:
    """Those of an outcome's cases, and the workspace's own dimensions as far as they hold numbers."""
    found = (*_OF_ISSUES, RATING) if outcome.grain == "issues" else _OF_ANSWERS
    return (*found, *(_of_dimension(name) for name in dimensions))


def _of_dimension(name: str) -> Candidate:
    title = name.replace("_", " ")
    return Candidate(Term(name, "text"), capital(title), f"higher {title}", True)

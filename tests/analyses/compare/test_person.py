"""One person's own work: what it may rest on, and what is said of it."""

from __future__ import annotations

import pytest

from charts.comparison import FCR, comparison
from steelyard.analyses.compare import person_wording as wording
from steelyard.analyses.compare.case_mix import leaning
from steelyard.analyses.compare.person import MEASURES, own_work
from steelyard.analyses.periods.choice import frame
from steelyard.answers import Estimate, Interval
from steelyard.metrics import metric
from steelyard.workspace import Workspace


def test_what_is_expected_of_a_person_is_carried_by_the_others(centre: Workspace) -> None:
    with centre.snapshot() as snapshot:
        days = frame(snapshot, centre.settings)
        sql = "SELECT agent_id, count(*) AS n FROM fact_contacts WHERE agent_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC"
        name = str(snapshot.engine.query(f"{sql} LIMIT 1")["agent_id"][0])
        span = {"from_on": days.first_on, "to_on": days.last_on}
        shares = leaning(snapshot, centre.settings, metric("handle_time"), "agent_id", name, **span)
        assert shares.sum() == pytest.approx(1)
        assert (shares > 0).all()
        nobody = leaning(snapshot, centre.settings, metric("handle_time"), "agent_id", "nobody", **span)
        assert len(nobody) == 0
        answer = own_work(snapshot, centre.settings, name)
    assert [figure.metric for figure in answer.figures] == list(MEASURES)
    assert all(figure.said for figure in answer.figures)
    assert answer.provenance.version == 1


def test_a_figure_is_said_with_its_direction_and_size() -> None:
    units = {entry.verdict: entry for entry in comparison().units}
    off = Estimate(FCR.id, FCR.unit, value=-0.08, interval=Interval(-0.12, -0.04))
    ends = "(\N{MINUS SIGN}12.0 to \N{MINUS SIGN}4.0)"
    said = f"Worse than others show in such cases, most likely \N{MINUS SIGN}8.0 pt {ends}."
    assert wording.verdict(units["worse"], off) == said
    assert wording.verdict(units[""], off).startswith("No different, beyond sampling error")


@pytest.mark.parametrize(
    ("count", "said", "unlock"),
    [
        (1, "There is 1 issue of yours; under 40 nothing is said of a person.", "about 39 more issues"),
        (39, "There are 39 issues of yours; under 40 nothing is said of a person.", "about 1 more issue"),
    ],
)
def test_few_cases_are_counted_and_refused(count: int, said: str, unlock: str) -> None:
    assert wording.too_few(count, 40, "issues") == (said, unlock)


def test_nothing_told_is_said_as_such() -> None:
    said = wording.sentences((), 12, "Apr–Jun 2026")
    assert said[0] == "You handled 12 contacts in Apr–Jun 2026."
    assert "Nothing can be said about you" in said[1]

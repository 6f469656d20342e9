"""Where effort stops paying, in services whose truth is known: what is there is found, nothing where nothing is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import nan
from typing import Any

import pytest

from analyses.efforts import SETTINGS, effort
from steelyard.analyses.enough import wording
from steelyard.analyses.enough.answer import Enough
from steelyard.analyses.enough.marginal_value import Margin
from steelyard.analyses.enough.question import ask
from steelyard.errors import QuestionError
from steelyard.workspace import Workspace


def asked(**options: Any) -> Enough:
    made = {name: options.pop(name) for name in ("gain", "knee", "skill", "size", "asked", "seed") if name in options}
    facts = effort(**made)
    answer = ask(facts, SETTINGS, **options)  # type: ignore[arg-type]
    facts.engine.close()
    return answer


@pytest.fixture(scope="module")
def bent() -> Enough:
    """A minute gains 6 points up to six minutes, and nothing beyond."""
    return asked()


@pytest.fixture(scope="module")
def idle() -> Enough:
    """No minute gains anything; hard issues take longer."""
    return asked(gain=0.0, knee=0.0)


def handling(answer: Enough) -> Margin:
    assert answer.handling is not None
    return answer.handling


def test_the_knee_is_found_with_its_interval(bent: Enough) -> None:
    line = handling(bent).line
    assert line.response == "value"
    assert line.knee is not None
    assert line.knee.interval is not None
    assert line.knee.interval.low < 6.0 < line.knee.interval.high
    assert line.knee.interval.high - line.knee.interval.low < 4
    assert line.before is not None
    assert line.after is not None
    assert line.before.interval is not None
    assert line.before.interval.low < 0.8 * 0.06 < line.before.interval.high
    assert line.after.interval is not None
    assert line.after.interval.low < 0.005
    assert any(sentence.startswith("The curve of value over handling time bends at") for sentence in bent.sentences)


def test_it_stops_paying_at_the_knee_and_not_before() -> None:
    dear = handling(asked(price=100.0))
    assert dear.line.knee is not None
    assert dear.stop == dear.line.knee.value
    assert handling(asked(price=0.5)).stop == dear.line.doses[0]
    straight = handling(asked(knee=99.0, gain=0.02, price=100.0))
    assert straight.line.knee is None
    assert (straight.state, straight.stop, straight.hidden) == ("pays", None, None)


def test_all_issues_together_mislead(idle: Enough) -> None:
    line = handling(idle).line
    assert line.slope.interval is not None
    assert line.slope.interval.low <= 0 <= line.slope.interval.high
    assert line.pooled < line.slope.interval.low
    assert line.between < -0.03
    assert any("kinds of case that take longer are harder" in sentence for sentence in idle.sentences)


def test_nothing_is_found_where_nothing_is(idle: Enough) -> None:
    assert all(entry.line.knee is None for entry in idle.margins)
    assert any(sentence.startswith("No point of diminishing returns") for sentence in idle.sentences)
    assert handling(idle).state == "no_longer"
    assert idle.sentences[0].startswith("Among similar cases, longer handling showed no gain worth its cost")
    assert "does not make shortening safe" in idle.sentences[1]
    assert idle.highlights == ()


def test_the_minute_is_refused_unless_the_design_holds(idle: Enough) -> None:
    assert idle.evidence is not None
    assert idle.evidence.grade == "adjusted"
    assert [entry.metric for entry in idle.missing if entry.metric == "minute"]
    passed = asked(knee=99.0, gain=0.02, design="agents")
    assert passed.design is not None
    assert all(check.passed for check in passed.design.checks), passed.design.checks
    assert passed.design.per_minute is not None
    assert passed.design.per_minute.interval is not None
    assert passed.design.per_minute.interval.low < 0.02 < passed.design.per_minute.interval.high
    assert passed.evidence is not None
    assert passed.evidence.grade == "quasi-experiment"
    assert not [entry for entry in passed.missing if entry.metric == "minute"]


def test_skill_refuses_the_minute_and_names_nobody() -> None:
    answer = asked(knee=99.0, gain=0.02, skill=0.06, design="agents")
    assert answer.design is not None
    assert answer.design.per_minute is None
    assert [check.id for check in answer.design.checks if not check.passed] == ["dispersion"]
    assert any("does not pass on dispersion" in sentence for sentence in answer.sentences)
    assert "agent 1" not in json.dumps(answer.to_dict(), default=str)


def test_costs_are_those_of_the_data(bent: Enough) -> None:
    found = handling(bent)
    assert found.cost == pytest.approx(100 * (30 / 60 + 12 / 60))
    assert bent.prices is not None
    assert bent.prices.known_as["value"] == "unit_cost"
    waiting = next(entry for entry in bent.margins if entry.line.dose.id == "wait_time")
    assert (waiting.cost, waiting.gap, waiting.state) == (None, None, "unpriced")


def test_reopened_contacts_are_left_out(bent: Enough) -> None:
    """They took nine times as long."""
    assert handling(bent).line.n == 16_000 * 49 // 50
    assert max(handling(bent).line.doses) < 20


def test_without_ratings_resolution_stands_alone() -> None:
    answer = asked(asked=0.005)
    found = handling(answer)
    assert found.line.response == "resolution"
    assert found.line.knee is not None


def test_too_little_is_refused_with_what_it_takes() -> None:
    answer = asked(size=300)
    assert answer.margins == ()
    reasons = {entry.metric: entry for entry in answer.missing}
    assert (
        reasons["handle_time"].reason == "only 294 mature cases have handling time recorded; at least 500 are required"
    )
    assert reasons["handle_time"].unlock == "load about 206 more mature cases"
    assert reasons["replies"].unlock == "map contacts.replies, or ask about more days"
    assert answer.sentences[0].startswith("Cannot tell whether longer handling pays: only 294")
    assert answer.conditions[-1].state == "cannot_tell"
    assert answer.conditions[-1].reason == "the cost of effort or the price of value is not known"


def test_case_numbers_do_not_say_what_came_first() -> None:
    facts = effort(size=3_000)
    facts.engine.execute("UPDATE fact_contacts SET contact_id = 'X' || contact_id WHERE row_group < 48")
    answer = ask(facts, SETTINGS)  # type: ignore[arg-type]
    facts.engine.close()
    assert answer.margins == ()
    assert answer.sentences[0].startswith("Cannot tell whether longer handling pays: only 2")
    assert answer.missing[0].unlock.startswith("leave contacts.issue_id unmapped")


def test_conditions_have_reasons_and_what_would_change_them(bent: Enough) -> None:
    states = {entry.id: entry.state for entry in bent.conditions}
    assert list(states) == ["well_delivered", "valued", "enough"]
    assert states["valued"] == "not_yet"
    assert states["well_delivered"] == "cannot_tell"
    assert bent.optimised == "not_yet"
    assert all(entry.reason and entry.change for entry in bent.conditions)
    assert bent.sentences[-1].startswith("Not optimised yet: ratings (")


def test_of_one_kind_of_case_nothing_is_said_between_kinds(bent: Enough) -> None:
    margins = tuple(replace(entry, line=replace(entry.line, between=nan)) for entry in bent.margins)
    said = " ".join(wording._sensitive(replace(bent, margins=margins), "EUR"))
    assert "among similar cases" in said
    assert "between kinds" not in said
    assert "nan" not in said


def test_what_could_be_hidden_decides_whether_it_is_enough(idle: Enough) -> None:
    found = handling(idle)
    assert found.hidden is not None
    assert found.hidden > 1
    assert next(entry for entry in idle.conditions if entry.id == "enough").state == "held"
    weak = handling(asked(gain=0.0, knee=0.0, price=40.0))
    assert weak.hidden is not None
    assert weak.hidden < found.hidden


def test_malformed_questions() -> None:
    facts = effort(size=10)
    for wrong in ({"price": -1.0}, {"design": "luck"}, {"from_on": date(2030, 1, 1)}):
        with pytest.raises(QuestionError):
            ask(facts, SETTINGS, **wrong)  # type: ignore[arg-type]
    facts.engine.close()


def test_a_target_of_ones_own_counts() -> None:
    facts = effort(size=3_000)
    from steelyard.settings.model import Target

    easy = replace(SETTINGS, targets={"customer_rating": Target(50, "ours")})
    answer = ask(facts, easy)  # type: ignore[arg-type]
    facts.engine.close()
    assert {entry.id: entry.state for entry in answer.conditions}["valued"] == "held"


@pytest.mark.shared
def test_dice_go_with_nothing(public: Callable[[str], Workspace]) -> None:
    """Public data made by chance, without customers' numbers: contacts stand for issues, and nothing is found."""
    workspace = public("pwc-call-centre")
    answer = workspace.enough(price=10.0)
    assert answer.unit == "contacts"
    assert "contacts" in {caveat.id for caveat in answer.caveats}
    lines = {entry.line.dose.id: entry.line for entry in answer.margins}
    assert set(lines) == {"handle_time", "wait_time"}
    for line in lines.values():
        assert line.knee is None
        assert line.slope.interval is not None
        assert line.slope.interval.low < 0 < line.slope.interval.high

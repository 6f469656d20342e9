"""Every question made of measures says how it was reached and what would change it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steelyard.workspace import Workspace


@pytest.mark.parametrize("question", ["scorecard", "verdict", "balance", "change"])
def test_answers_made_of_measures_carry_evidence(centre: Workspace, question: str) -> None:
    found = centre.ask(question).evidence
    assert found is not None
    checks = {check.id: check for check in found.checks}
    assert checks["identified"].passed
    assert "have no customer id; above 20% no figure on returns is given" in checks["identified"].said
    assert checks["mature"].passed is not None
    assert checks["answered"].passed is None, "nobody knows what non-respondents think"
    assert any("non-respondents" in said for said in found.would_change)
    assert any("worst" in said for said in found.sensitivity)
    assert ("tested" in checks) is (question == "scorecard")
    assert found.grade == ("adjusted" if question == "change" else "descriptive")
    assert bool(found.adjusted_for) is (question == "change")


def test_too_few_ids_fail_the_check_and_more_would_tell(centre: Workspace) -> None:
    strict = replace(centre.settings.assumptions, unidentified_max_share=0.001)
    found = replace(centre, settings=replace(centre.settings, assumptions=strict)).balance().evidence
    assert found is not None
    assert {check.id: check.passed for check in found.checks}["identified"] is False
    assert any("contacts.customer_id" in said for said in found.would_change)

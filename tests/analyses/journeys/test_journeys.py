"""Journeys by hand: shares, outcomes and loops of a small log, what is unknown, and what chance explains."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from steelyard.analyses.journeys.answer import Journeys
from steelyard.errors import QuestionError
from steelyard.intake.proposal.propose import propose
from steelyard.workspace import Workspace
from steelyard.workspace import open as open_workspace

MAPPING = """
[sources.cases]
files = "cases.csv"

[sources.cases.contacts.columns]
contact_id = "case"
opened_at = "opened"
channel = "channel"

[sources.log]
files = "log.csv"

[sources.log.steps.columns]
contact_id = "case"
step = "what"
at = "at"
team = "team"
place = "n"
kind = { column = "what", values = { Open = "opened", Solve = "solved", Reopen = "reopened", Work = "", Check = "" } }
"""
PLAIN, AGAIN, CHECKED = (
    ("Open", "Solve"),
    ("Open", "Solve", "Reopen", "Solve"),
    ("Open", "Check", "Work", "Check", "Solve"),
)
COUNTS = {PLAIN: 120, AGAIN: 40, CHECKED: 40}


def ask(workspace: Workspace, **given: object) -> Journeys:
    found = workspace.ask("journeys", **given)
    assert isinstance(found, Journeys)
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("journeys")
    rng = np.random.default_rng(3)
    ways = [way for way, count in COUNTS.items() for _ in range(count)]
    cases, log = ["case,opened,channel"], ["case,what,at,team,n"]
    for number, index in enumerate(rng.permutation(len(ways))):
        day = f"2026-{1 + number // 60:02d}-{number % 28 + 1:02d}"
        cases.append(f"K{number},{day} 08:00:00,{('web', 'phone')[number % 2]}")
        for at, step in enumerate(ways[index]):
            log.append(f"K{number},{step},{day} {8 + at:02d}:00:00,{'AB'[at % 2]},{at}")
    for name, text in (("steelyard.toml", MAPPING), ("cases.csv", "\n".join(cases)), ("log.csv", "\n".join(log))):
        (folder / name).write_text(text, "utf-8")
    workspace = open_workspace(folder)
    workspace.load()
    return workspace


@pytest.fixture(scope="module")
def found(place: Workspace) -> Journeys:
    return ask(place)


def test_ways_and_their_shares(found: Journeys) -> None:
    assert (found.journeys, found.ways, found.steps) == (200, 3, 120 * 2 + 40 * 4 + 40 * 5)
    shares = {way.steps: way.share.value for way in found.variants}
    assert shares == pytest.approx({PLAIN: 0.6, AGAIN: 0.2, CHECKED: 0.2})
    first = found.variants[0].share
    assert first.interval is not None
    assert first.interval.low < 0.6 < first.interval.high
    assert found.variants[0].since_s == (0, 3600)


def test_outcomes_loops_and_teams(found: Journeys) -> None:
    assert found.whole["reopened"].value == pytest.approx(0.2)
    assert found.whole["solved_again"].value == pytest.approx(0.2)
    assert found.whole["ping_pong"].value == pytest.approx(0.4), "four and more steps go back to the first team"
    assert found.whole["teams"].value == pytest.approx(2)
    (check,) = (loop for loop in found.loops if loop.step == "Check")
    assert (check.via, check.journeys, check.share.value, check.extra_s) == ("Work", 40, 1.0, 7200)


def test_what_nobody_records_is_missing_and_not_zero(found: Journeys) -> None:
    missing = {entry.metric for entry in found.missing}
    assert {"journeys.cost", "journeys.customer", "journeys.rating", "journeys.left", "journeys.solved"} <= missing
    assert not {"cost", "customer", "rating", "left", "solved", "forced"} & found.whole.keys()


def test_what_follows_what_and_where_it_waits(found: Journeys) -> None:
    after = {(follow.step, follow.next): follow for follow in found.follows}
    assert after["Open", "Solve"].share.value == pytest.approx(0.8)
    assert after["Open", "Solve"].middle_s == pytest.approx(3600, rel=0.03)
    waits = sum(follow.waits.value or 0 for follow in found.follows if follow.waits)
    assert waits == pytest.approx(1)
    assert after["Solve", "Reopen"].waits is None, "after a solution nobody waits for one"


def test_a_step_only_some_have_is_no_claim_where_chance_made_it(found: Journeys, place: Workspace) -> None:
    assert {trait.value for trait in found.traits} <= {"Check", "Work"}
    compared = ask(place, compare=("channel", "web", "phone"))
    assert compared.against == "phone"
    assert compared.moved == ()


def test_a_dimension_that_does_not_exist_is_refused(place: Workspace) -> None:
    with pytest.raises(QuestionError, match="no dimension called 'chanel'"):
        ask(place, where={"chanel": ("web",)})


def test_it_is_asked_in_every_face(found: Journeys) -> None:
    assert json.loads(json.dumps(found.to_dict(), default=str))["question"] == "journeys"
    assert "3 different ways" in found.sentences[0]


def test_too_few_give_no_figure(place: Workspace) -> None:
    few = ask(place, from_on="2026-01-01", to_on="2026-01-02")
    assert few.missing[0].metric == "journeys"
    assert not few.estimates


@pytest.fixture(scope="module")
def helpdesk(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Journeys:
    folder = tmp_path_factory.mktemp("helpdesk")
    shutil.copy(shared / "data" / "italian-helpdesk" / "helpdesk.xes.gz", folder)
    (folder / "steelyard.toml").write_text(propose([folder / "helpdesk.xes.gz"]).to_toml(), "utf-8")
    workspace = open_workspace(folder)
    workspace.load()
    return ask(workspace)


def test_the_public_log_gives_the_figures_printed_of_it(helpdesk: Journeys) -> None:
    assert (helpdesk.journeys, helpdesk.ways, helpdesk.steps) == (4_580, 226, 21_348)
    assert helpdesk.whole["solved_again"].value == pytest.approx(0.0843, abs=0.0001)
    took = helpdesk.whole["took"].value
    assert took is not None
    assert took / 86_400 == pytest.approx(11.5, abs=0.1)


NO_KINDS = "\n".join(line for line in MAPPING.splitlines() if not line.startswith("kind")).replace(
    'channel = "channel"', 'channel = "channel"\nresolved_at = "solved"\nreopens = "again"'
)


def test_the_step_at_which_contacts_were_solved_solves_where_no_step_says_so(tmp_path: Path) -> None:
    """So nobody waits after it, and it is not what those who come back have in common."""
    ways = [("Open", "Solve", "Close")] * 90 + [("Open", "Solve", "Work", "Solve", "Close")] * 30 + [("Open",)] * 80
    cases, log = ["case,opened,channel,solved,again"], ["case,what,at,team,n"]
    for number, way in enumerate(ways):
        day = f"2026-{1 + number % 3:02d}-{number % 28 + 1:02d}"
        last = max((at for at, step in enumerate(way) if step == "Solve"), default=None)
        solved = "" if last is None else f"{day} {8 + last:02d}:00:00"
        cases.append(f"K{number},{day} 08:00:00,web,{solved},{max(way.count('Solve') - 1, 0)}")
        log += [f"K{number},{step},{day} {8 + at:02d}:00:00,A,{at}" for at, step in enumerate(way)]
    cases.append("K999,2026-06-01 08:00:00,web,,0")
    for name, text in (("steelyard.toml", NO_KINDS), ("cases.csv", "\n".join(cases)), ("log.csv", "\n".join(log))):
        (tmp_path / name).write_text(text, "utf-8")
    workspace = open_workspace(tmp_path)
    workspace.load()
    found = ask(workspace)
    assert found.whole["solved_again"].value == pytest.approx(30 / 201)
    assert found.traits == ()
    waits = {(follow.step, follow.next) for follow in found.follows if follow.waits}
    assert waits == {("Open", "Solve"), ("Work", "Solve")}
    assert any("of all time before a solution" in sentence for sentence in found.sentences)


def test_where_nothing_solves_times_run_between_all_steps(tmp_path: Path) -> None:
    log = ["case,what,at,team,n"]
    cases = ["case,opened,channel"]
    for number in range(120):
        day = f"2026-{1 + number % 3:02d}-{number % 28 + 1:02d}"
        cases.append(f"K{number},{day} 08:00:00,web")
        log += [
            f"K{number},{step},{day} {8 + at:02d}:00:00,A,{at}" for at, step in enumerate(("Open", "Work", "Check"))
        ]
    mapping = "\n".join(line for line in MAPPING.splitlines() if not line.startswith("kind"))
    for name, text in (("steelyard.toml", mapping), ("cases.csv", "\n".join(cases)), ("log.csv", "\n".join(log))):
        (tmp_path / name).write_text(text, "utf-8")
    workspace = open_workspace(tmp_path)
    workspace.load()
    found = ask(workspace)
    assert not found.is_solving_known
    said = " ".join(found.sentences)
    assert "of all time between steps" in said
    assert "solution" not in said


def test_each_contact_may_be_a_journey_of_its_own(place: Workspace) -> None:
    alone = ask(place, of="contact")
    assert (alone.journeys, alone.ways) == (200, 3)
    with pytest.raises(QuestionError, match="none of issue, contact"):
        ask(place, of="case")


def test_other_engines_are_refused_in_words(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steelyard.analyses.journeys.question.reads_here", lambda _: False)
    answer = place.ask("journeys", of="contact")
    assert answer.missing[0].reason == "journeys are put in order with the embedded engine alone"
    assert "embedded engine" in answer.sentences[0]


def test_journeys_of_customers_need_customers(place: Workspace) -> None:
    answer = place.ask("journeys", of="customer")
    assert answer.missing[0].reason == "no column says which customer made a contact"
    assert answer.missing[0].unlock == "map contacts.customer_id"


def test_without_marks_of_solutions_those_who_gave_up_are_no_share_of_all_journeys(tmp_path: Path) -> None:
    rows = [
        f"c{n},k{n % 90},2026-0{1 + n % 5}-{1 + n % 28:02d} 09:{n % 60:02d}:00,phone,40,{('yes', 'no')[n % 8 > 0]}"
        for n in range(400)
    ]
    (tmp_path / "calls.csv").write_text("\n".join(["id,customer,opened,channel,wait,gone", *rows]), "utf-8")
    columns = (
        'contact_id = "id"\ncustomer_id = "customer"\nopened_at = "opened"\nchannel = "channel"\nwait_s = "wait"\n'
    )
    mapping = f'[sources.calls]\nfiles = "calls.csv"\n[sources.calls.contacts.columns]\n{columns}abandoned = "gone"\n'
    (tmp_path / "steelyard.toml").write_text(mapping, "utf-8")
    workspace = open_workspace(tmp_path)
    workspace.load()
    answer = ask(workspace)
    assert "solved" not in answer.whole
    assert "journeys.solved" in {entry.metric for entry in answer.missing}


def test_of_contacts_that_are_nobodys_nobody_is_said_to_have_come_back_or_not(tmp_path: Path) -> None:
    rows = [f"K{n},guest,2026-0{1 + n // 100}-{n % 28 + 1:02d} 08:{n % 60:02d}:00,phone" for n in range(300)]
    (tmp_path / "cases.csv").write_text("\n".join(["case,customer,opened,channel", *rows]), "utf-8")
    mapping = MAPPING.partition("[sources.log]")[0].replace("channel =", 'customer_id = "customer"\nchannel =')
    (tmp_path / "steelyard.toml").write_text(mapping, "utf-8")
    workspace = open_workspace(tmp_path)
    workspace.load()
    found = ask(workspace)
    assert "back" not in found.whole
    assert not any("came back" in sentence for sentence in found.sentences)
    (missing,) = [entry for entry in found.missing if entry.metric == "journeys.back"]
    assert missing.reason.startswith("100% of contacts have no customer id")

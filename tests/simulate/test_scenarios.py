"""Each scenario's files, read by hand, show what was planted and nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from steelyard.simulate import export, find_scenario, list_scenarios
from steelyard.simulate.centre.columns import Columns, stack, take
from steelyard.simulate.centre.run import Centre
from steelyard.simulate.centre.world import World, build_world

from .exported import Exported

CONTACTS = 24_000
HUMAN = """
    select distinct "Call ID" as id, nullif("Customer no.", '0') as customer, Queue as team, Reason as topic,
        strptime(Date, '%d/%m/%Y') >= '2026-01-01' as late, 'phone' as channel,
        epoch(Talk::interval + Hold::interval) + "Wrap-up (s)"::int as handle_s, "Wrap code" = 'SOLVED' as marked
    from {calls} where Direction = 'IN' and Outcome = 'ANSWERED' and "Call ID" < 'CA9'
    union all select "Ticket ID", "Requester ID", "Group", Topic, "Created at"::timestamptz >= '2026-01-01',
        Channel, "Time spent (min)"::double * 60, "Closure reason" in ('agent', 'customer')
    from {tickets} where Tags is null and "Ticket ID" < '9' and coalesce("Closure reason", '') <> 'abandoned'
"""
"""Every human contact of a customer in the files: id, customer, team, topic, late, channel, handle_s, marked."""


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Exported]:
    """The files of a scenario, written once."""
    known: dict[str, Exported] = {}

    def write(name: str) -> Exported:
        if name not in known:
            folder = tmp_path_factory.mktemp(name) / "data"
            known[name] = Exported(folder, export(name, folder, contacts=CONTACTS, seed=6))
        return known[name]

    return write


def run(name: str, contacts: int = 60_000, seed: int = 2) -> tuple[World, Columns]:
    """What happened to customers, with what no system records."""
    world = build_world(find_scenario(name), contacts, seed)
    contacts_of_weeks = [week.contacts for week in Centre(world).weeks()]
    table = stack(contacts_of_weeks)
    table["day"] = world.day_of(table["at"])
    return world, take(table, table["kind"] == 0)


def z_score(first: np.ndarray, second: np.ndarray) -> float:
    error = math.sqrt(first.var() / len(first) + second.var() / len(second))
    return float((second.mean() - first.mean()) / error)


def measures(contacts: Columns) -> Columns:
    return {
        "is_solved": contacts["is_solved"] * 1.0,
        "handle_s": (contacts["talk_s"] + contacts["hold_s"] + contacts["wrap_s"]) * 1.0,
        "score": contacts["score"] * 1.0,
        "is_abandoned": contacts["is_abandoned"] * 1.0,
        "transfers": contacts["transfers"] * 1.0,
        "is_marked": contacts["is_marked"] * 1.0,
    }


@pytest.mark.parametrize("name", list_scenarios())
def test_files_and_truth_are_one_world(written: Callable[[str], Exported], name: str) -> None:
    """Every scenario writes about what is asked, and the truth counts what the files hold."""
    world = written(name)
    rows = sum(world.truth.rows[file] for file in ("telephone_calls.csv", "helpdesk_tickets.csv", "bot_sessions.jsonl"))
    assert rows == pytest.approx(CONTACTS, rel=0.08)
    ((count, handle_s),) = world.ask(f"select count(*), avg(handle_s) from ({HUMAN})")
    told = world.truth.work["all"]["whole"]
    assert told["answered"] == pytest.approx(count, abs=4)
    assert told["handle_time_s"] == pytest.approx(handle_s, rel=0.001)
    ((left,),) = world.ask("select count(*) from {events} where Event = 'churned'")
    assert sum(month["left"] for month in world.truth.churn["all"].values()) == left


def test_the_same_seed_writes_the_same_bytes(written: Callable[[str], Exported], tmp_path: Path) -> None:
    first = written("bot-that-deflects")
    again = Exported(tmp_path / "data", export("bot-that-deflects", tmp_path / "data", contacts=CONTACTS, seed=6))
    assert {path.name: path.read_bytes() for path in first.folder.iterdir()} == {
        path.name: path.read_bytes() for path in again.folder.iterdir()
    }
    assert again.truth == first.truth


def test_nothing_happens() -> None:
    """Periods, teams and sites are drawn alike: their differences are those of chance, on all that is measured."""
    world, contacts = run("nothing-happens")
    contacts = take(contacts, (contacts["channel"] != 3) & (contacts["attempt"] == 1))
    late = contacts["day"] >= world.halves_day
    scores = []
    for values in measures(contacts).values():
        scores.append(z_score(values[~late], values[late]))
        for unit, count in (("team", 12), ("site", 3)):
            parts = [contacts[unit] == row for row in range(count)]
            scores += [z_score(values[~part], values[part]) for part in parts]
    assert len(scores) == 96
    assert max(map(abs, scores)) < 4
    assert np.mean(np.abs(scores) > 1.96) < 0.12
    assert not world.agents["skill"].any()
    assert all(np.ptp(world.days[name]) == 0 for name in ("solve", "rating", "wait", "haste"))


def test_days_and_agents_differ_in_shared_shock() -> None:
    world, contacts = run("shared-shock")
    human = take(contacts, (contacts["agent"] >= 0) & (contacts["attempt"] == 1))
    solved = human["is_solved"] * 1.0
    chance = solved.var()
    for key, least in (("day", 1.3), ("agent", 4.0)):
        count = np.bincount(human[key])
        mean = np.bincount(human[key], weights=solved)[count > 20] / count[count > 20]
        spread = np.mean((mean - solved.mean()) ** 2 * count[count > 20]) / chance
        assert spread > least, key
    teams = [world.agents["skill"][world.agents["team"] == team].mean() for team in range(12)]
    assert np.std(teams) < 0.4 / math.sqrt(3)
    assert world.scenario.week_solve_sd == world.scenario.season_share == 0


def test_in_mix_shift_every_topic_stays_and_the_total_moves() -> None:
    world, contacts = run("mix-shift", contacts=120_000)
    contacts = take(contacts, ~((contacts["day"] >= world.halves_day) & (contacts["day"] < world.halves_day + 45)))
    contacts = take(contacts, contacts["channel"] != 3)
    late = contacts["day"] >= world.halves_day
    totals = {name: z_score(values[~late], values[late]) for name, values in measures(contacts).items()}
    assert totals["handle_s"] > 8
    assert totals["is_solved"] < -4
    scores = []
    for topic in range(10):
        part = take({**measures(contacts), "late": late, "attempt": contacts["attempt"]}, contacts["topic"] == topic)
        gone = part.pop("late")
        scores += [z_score(values[~gone], values[gone]) for values in part.values()]
    assert len(scores) == 70
    assert max(map(abs, scores)) < 4
    assert np.mean(np.abs(scores) > 1.96) < 0.15
    share = [np.mean(np.isin(contacts["topic"][part], [4, 5])) for part in (~late, late)]
    assert share[1] > 1.5 * share[0]


def test_in_mix_shift_topics_are_recorded_as_they_are(written: Callable[[str], Exported]) -> None:
    """The files' own totals move, their topics do not."""
    found = written("mix-shift").ask(
        f"select topic, late, count(*), avg(handle_s), var_samp(handle_s) from ({HUMAN}) group by rollup(topic), late"
    )
    by_topic = {(topic, late): figures for topic, late, *figures in found if late is not None}

    def z(topic: str | None) -> float:
        (n1, mean1, var1), (n2, mean2, var2) = by_topic[topic, False], by_topic[topic, True]
        return (mean2 - mean1) / math.sqrt(var1 / n1 + var2 / n2)

    assert z(None) > 3
    assert max(abs(z(topic.name)) for topic in find_scenario("mix-shift").topics) < 3.5


def test_survey_gaming_moves_answers_only(written: Callable[[str], Exported]) -> None:
    gamed, honest = written("survey-gaming"), written("steady")
    assert gamed.truth.issues == honest.truth.issues
    assert gamed.truth.work == honest.truth.work
    question = f"""select split_part(team, ' ', 1), late, avg(Score::int), count(Score) from {{surveys}}
        join ({HUMAN}) on id = Reference where Survey = 'CSAT' and Invitation < 'I-9' group by all"""
    means = {(site, late): float(mean) for site, late, mean, _ in gamed.ask(question)}
    usual = {(site, late): float(mean) for site, late, mean, _ in honest.ask(question)}
    assert means["Porto", True] > usual["Porto", True] + 0.2
    assert means["Porto", True] > means["Porto", False] + 0.15
    assert means["Braga", True] == pytest.approx(usual["Braga", True], abs=0.12)
    question = f"""select late, avg((Invitation is not null)::int) from ({HUMAN}) left join {{surveys}}
        on id = Reference where starts_with(team, 'Porto') and not marked and customer is not null group by all"""
    invited = dict(gamed.ask(question))
    assert invited[True] < 0.7 * invited[False]


def test_remarks_sound_as_customers_felt_and_not_as_they_clicked(written: Callable[[str], Exported]) -> None:
    question = f"""select split_part(team, ' ', 1), late, corr(Score::int, Sentiment::float),
        avg(Sentiment::float) filter (Score = '5'), avg((Sentiment is not null)::int) from {{surveys}}
        join ({HUMAN}) on id = Reference where Survey = 'CSAT' and Score is not null group by all"""

    def late_at_porto(name: str) -> list[float]:
        return next(told for site, late, *told in written(name).ask(question) if site == "Porto" and late)

    gamed, pleased, _ = late_at_porto("survey-gaming")
    honest, content, known = late_at_porto("steady")
    assert honest > 0.7
    assert gamed < honest - 0.1
    assert pleased < content - 0.05
    assert known == pytest.approx(0.38, abs=0.05)
    unanswered = "select count(Sentiment) from {surveys} where Score is null"
    assert written("survey-gaming").ask(unanswered) == [(0,)]


def test_ids_go_missing_in_the_files(written: Callable[[str], Exported]) -> None:
    question = f"select channel, late, avg((customer is null)::int) from ({HUMAN}) group by all"
    share = {(channel, late): missing for channel, late, missing in written("ids-missing").ask(question)}
    for channel, before, after in (("phone", 0.06, 0.45), ("chat", 0.0, 0.3), ("email", 0.0, 0.1)):
        assert share[channel, False] == pytest.approx(before, abs=0.02)
        assert share[channel, True] == pytest.approx(after, abs=0.04)
    ((bots,),) = written("ids-missing").ask(
        """select avg(("user".id = '')::int) from {bot} where session.started_at >= 1767225600000"""
    )
    assert bots == pytest.approx(0.3, abs=0.06)
    told = written("ids-missing").truth
    assert told.issues["all"]["2"]["fcr_visible"] > told.issues["all"]["2"]["fcr_behavioural"] + 0.02
    assert told.work == written("steady").truth.work


def test_the_best_team_looks_worst(written: Callable[[str], Exported]) -> None:
    world = written("hard-topics-team")
    assert world.truth.best_team == "Porto Specialists"
    marked = dict(world.ask(f"select team, avg(marked::int) from ({HUMAN}) where marked is not null group by all"))
    own = [rate for team, rate in marked.items() if team.startswith("Porto") and team != "Porto Specialists"]
    assert marked["Porto Specialists"] < min(own)
    teams = world.truth.teams
    others = [team for team in teams if not team.endswith("Specialists")]
    assert teams["Porto Specialists"]["solve_rate"] > 0.05 + max(teams[team]["solve_rate"] for team in others)
    assert teams["Porto Specialists"]["own_solve_rate"] < min(teams[team]["own_solve_rate"] for team in others)
    hard = dict(
        world.ask(
            f"""select ends_with(team, 'Specialists'), avg((topic in ('outage', 'billing_dispute',
            'cancel_or_change'))::int) from ({HUMAN}) group by all"""
        )
    )
    assert hard[True] > 0.85 > 0.12 > hard[False]


@pytest.mark.parametrize(("name", "sign"), [("bot-that-deflects", -1), ("bot-that-solves", 1)])
def test_a_bot_contains_more_and_solves_less_or_more(written: Callable[[str], Exported], name: str, sign: int) -> None:
    world = written(name)
    (plant,) = world.truth.effects
    late = [figures for month, figures in world.truth.effects[plant]["Porto"].items() if month >= "2026-02"]
    gain = {key: sum(month[f"{key}_with"] - month[f"{key}_without"] for month in late) for key in ("solved", "cost")}
    cost = sum(month["cost_without"] for month in late)
    assert gain["cost"] < -0.03 * cost
    assert sign * gain["solved"] > 0.02 * sum(month["solved_without"] for month in late)
    outcomes = {
        late: (ended, sessions)
        for late, ended, sessions in world.ask(
            """select session.started_at >= 1775000000000, avg((outcome <> 'handoff')::int), count(*)
            from {bot} group by all"""
        )
    }
    assert outcomes[True][0] > outcomes[False][0] + 0.05
    assert outcomes[True][1] / 6 > 1.5 * outcomes[False][1] / 12
    faro = world.truth.effects[plant]["Faro"].values()
    assert abs(sum(month["solved_with"] - month["solved_without"] for month in faro)) < 0.1 * abs(gain["solved"])


def test_a_broken_step_shows_in_its_topic(written: Callable[[str], Exported]) -> None:
    counts = dict(
        written("broken-step").ask(
            """select strptime(Date, '%d/%m/%Y') between '2026-02-01' and '2026-05-31',
            avg((Reason = 'late_delivery')::int) from {calls}
            where Reason is not null and "Call ID" < 'CA9' group by 1"""
        )
    )
    assert counts[True] > 1.12 * counts[False]
    effects = written("broken-step").truth.effects["tracking-page-down"]["all"]
    assert all(figures["contacts_with"] == figures["contacts_without"] for m, figures in effects.items() if m < "2026")
    for month in ("2026-02", "2026-03", "2026-04", "2026-05"):
        assert effects[month]["contacts_with"] > effects[month]["contacts_without"]
        assert effects[month]["cost_with"] > effects[month]["cost_without"]


def test_steady_has_no_plants(written: Callable[[str], Exported]) -> None:
    steady = written("steady").truth
    assert steady.effects == {}
    assert abs(steady.factors["all"]["experience"]) < 0.03
    assert abs(steady.factors["all"]["pace"]) < 0.03

"""The story holds in the truth, and an independent reading of the exported files finds it too."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from tests.simulate.exported import Exported

from steelyard.simulate import Scenario, export

FAMILIES = {
    "billing": ("invoice_question", "billing_dispute"),
    "delivery": ("late_delivery", "damaged_item"),
    "technical": ("setup_help", "outage"),
    "account": ("password_reset", "change_details"),
    "contract": ("cancel_or_change", "upgrade_offer"),
}

CONTACTS = """
    select distinct "Call ID" as id, "Customer no." as customer, split_part(Queue, ' ', 1) as site, Reason as topic,
        timezone('Europe/Lisbon', strptime(Date || ' ' || "Start time", '%d/%m/%Y %H:%M:%S')) as opened,
        timezone('Europe/Lisbon', strptime(Date || ' ' || "End time", '%d/%m/%Y %H:%M:%S')) as ended,
        Outcome = 'ABANDONED' as abandoned, coalesce("Wrap code", '') = 'SOLVED' as marked, 0 as reopens
    from {calls} where Direction = 'IN' and "Customer no." <> '0' and "Call ID" < 'CA9'
    union all select "Ticket ID", "Requester ID", split_part("Group", ' ', 1), Topic, "Created at"::timestamptz,
        coalesce("Solved at", "Created at")::timestamptz, coalesce("Closure reason", '') = 'abandoned',
        coalesce("Closure reason" in ('agent', 'customer'), false), Reopens::int
    from {tickets} where Tags is null and "Ticket ID" < '9'
    union all select session.id, "user".id, 'bot', intent, to_timestamp(session.started_at / 1000),
        to_timestamp(session.ended_at / 1000), false, outcome = 'confirmed', 0
    from {bot}
"""


def chain(demo: Exported) -> dict[tuple[str, str], tuple[float, ...]]:
    """(site, half): issues, fcr, contacts per issue, resolution rate, from the files alone."""
    families = " ".join(f"when topic in {topics!r} then '{name}'" for name, topics in FAMILIES.items())
    rows = demo.ask(
        f"""with contacts as (select *, case {families} end as family from ({CONTACTS})),
        linked as (select *, lead(opened) over w as next_opened,
            coalesce(opened > lag(ended) over w + interval 7 day, true)::int as begins
            from contacts window w as (partition by customer, family order by opened, id)),
        numbered as (select *, sum(begins) over (partition by customer, family order by opened, id) as issue
            from linked),
        issues as (select min_by(site, (opened, id)) as site, min(opened) >= '2026-01-01' as late,
            count(*) filter (not abandoned) as answered, max_by(marked, (opened, id)) as resolved,
            arg_min(coalesce(next_opened <= ended + interval 7 day, false) or reopens > 0, (opened, id))
                filter (not abandoned) as returned
            from numbered group by customer, family, issue
            having min(opened) < '2026-09-16' and count(*) filter (not abandoned) > 0)
        select site, late, count(*), 1 - avg(returned::int), sum(answered) / count(*), avg(resolved::int)
        from issues group by all"""
    )
    return {(site, "2" if late else "1"): tuple(map(float, figures)) for site, late, *figures in rows}


def test_the_truth_is_what_chaining_the_files_finds(demo: Exported) -> None:
    measured = chain(demo)
    for site in ("Porto", "Braga", "Faro", "bot"):
        for half in ("1", "2"):
            _, fcr, contacts, resolved = measured[site, half]
            told = demo.truth.issues[site][half]
            assert fcr == pytest.approx(told["fcr_visible"], abs=0.022)
            assert contacts == pytest.approx(told["contacts_per_issue"], abs=0.03)
            assert resolved == pytest.approx(told["resolution_rate"], abs=0.02)


def test_the_loss_is_found_in_the_files_with_room_to_spare(demo: Exported) -> None:
    measured = chain(demo)

    def z_score(before: tuple[float, ...], after: tuple[float, ...]) -> float:
        variance = sum(fcr * (1 - fcr) / issues for issues, fcr, *_ in (before, after))
        return (after[1] - before[1]) / math.sqrt(2 * variance)

    assert z_score(measured["Porto", "1"], measured["Porto", "2"]) < -5
    assert abs(z_score(measured["Braga", "1"], measured["Braga", "2"])) < 3
    assert abs(z_score(measured["Faro", "1"], measured["Faro", "2"])) < 3


def test_ratings_in_the_files_fall_at_the_target_site_only(demo: Exported) -> None:
    question = f"""select site, opened >= '2026-01-01', count(*), avg(Score::int), var_samp(Score::int)
        from {{surveys}} join ({CONTACTS}) on id = Reference
        where Survey = 'CSAT' and Score is not null and Invitation < 'I-9' group by all"""
    found = {(site, late): figures for site, late, *figures in demo.ask(question)}

    def z_score(site: str) -> float:
        (n1, mean1, var1), (n2, mean2, var2) = found[site, False], found[site, True]
        return (mean2 - mean1) / math.sqrt(var1 / n1 + var2 / n2)

    assert z_score("Porto") < -5
    assert z_score("Braga") > -3
    assert z_score("Faro") > -3


def test_the_classical_figures_improve_at_the_target_site(demo: Exported) -> None:
    before, after = demo.truth.work["Porto"]["1"], demo.truth.work["Porto"]["2"]
    assert after["handle_time_s"] / before["handle_time_s"] == pytest.approx(0.82, abs=0.04)
    assert after["answered"] / after["paid_h"] > 1.04 * before["answered"] / before["paid_h"]
    assert after["labour_cost"] / after["answered"] < 0.96 * before["labour_cost"] / before["answered"]
    whole_before, whole_after = demo.truth.work["all"]["1"], demo.truth.work["all"]["2"]
    assert whole_after["handle_time_s"] < 0.95 * whole_before["handle_time_s"]
    assert whole_after["labour_cost"] / whole_after["answered"] < whole_before["labour_cost"] / whole_before["answered"]


def test_the_customers_lose_there_and_the_balance_falls(demo: Exported) -> None:
    truth = demo.truth
    before, after = truth.issues["Porto"]["1"], truth.issues["Porto"]["2"]
    assert after["fcr_behavioural"] < before["fcr_behavioural"] - 0.04
    assert after["solve_rate"] < before["solve_rate"] - 0.02
    assert after["quality"] < before["quality"] - 0.03
    assert truth.work["Porto"]["2"]["transfer_rate"] > 1.4 * truth.work["Porto"]["1"]["transfer_rate"]
    assert truth.factors["Porto"]["balance"] < -0.06
    assert truth.factors["all"]["balance"] < -0.025
    assert truth.factors["Porto"]["pace"] > 0.12
    for name in ("experience", "effectiveness", "onceness", "capacity"):
        assert truth.factors["Porto"][name] < 0


def test_ratings_fall_later_than_handle_time(demo: Exported) -> None:
    work = demo.truth.work["Porto"]
    first, later = ("2026-01",), ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09")

    def fallen(name: str) -> float:
        start = work["1"][name]
        return (start - work[first[0]][name]) / (start - sum(work[month][name] for month in later) / len(later))

    assert fallen("csat") < fallen("handle_time_s")


def test_without_the_target_nothing_happens(scenario: Scenario, tmp_path: Path) -> None:
    factors = export(replace(scenario, target=None), tmp_path / "data", contacts=40_000, seed=5).factors
    assert abs(factors["all"]["balance"]) < 0.04
    assert abs(factors["Porto"]["pace"]) < 0.04
    assert abs(factors["Porto"]["experience"]) < 0.04


def test_churn_rises_at_the_target_site(scenario: Scenario, tmp_path: Path) -> None:
    """Against the same centre without the target, over enough customers to see a small change."""
    left = []
    for name, world in (("with", scenario), ("without", replace(scenario, target=None))):
        churn = export(world, tmp_path / name, contacts=150_000, seed=1, has_effects=False).churn["Porto"]
        months = [month for month in churn if month >= "2026-04"]
        left.append([sum(churn[month][part] for month in months) for part in ("left", "customers")])
    (gone, there), (gone_without, there_without) = left
    pooled = (gone + gone_without) / (there + there_without)
    error = math.sqrt(pooled * (1 / there + 1 / there_without))
    assert (gone / there - gone_without / there_without) / error > 2

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.simulate.exported import Exported

from steelyard.errors import QuestionError, SourceError
from steelyard.simulate import Scenario, export
from steelyard.simulate.centre.ledger import keep_ledger
from steelyard.simulate.centre.run import Centre
from steelyard.simulate.centre.world import build_world
from steelyard.simulate.files import bot, crm, helpdesk, pages, payroll, quality, survey, telephone
from steelyard.simulate.files.partfile import CsvFile
from steelyard.simulate.setting.scenario import Site
from steelyard.simulate.truth.truth import tell_truth

FILES = {
    telephone.NAME,
    helpdesk.NAME,
    bot.NAME,
    survey.NAME,
    pages.NAME,
    quality.NAME,
    quality.SECONDS,
    payroll.AGENTS_NAME,
    payroll.LABOUR_NAME,
    payroll.TECHNOLOGY_NAME,
    crm.CUSTOMERS_NAME,
    crm.EVENTS_NAME,
}

IDS = """
    select "Call ID" as id from {calls} union all select "Ticket ID" from {tickets}
    union all select session.id from {bot}
"""


def test_the_files_are_those_documented(demo: Exported) -> None:
    assert {path.name for path in demo.folder.iterdir()} == FILES == set(demo.truth.rows)
    assert json.loads(demo.folder.with_name("data.truth.json").read_text()) == json.loads(
        json.dumps(demo.truth.to_dict())
    )


def test_every_column_is_documented_in_the_package() -> None:
    import steelyard.simulate as package

    headers = [
        *telephone.HEADER,
        *helpdesk.HEADER,
        *survey.HEADER,
        *pages.HEADER,
        *quality.HEADER,
        *payroll.AGENTS_HEADER,
        *payroll.LABOUR_HEADER,
        *payroll.TECHNOLOGY_HEADER,
        *crm.CUSTOMERS_HEADER,
        *crm.EVENTS_HEADER,
        *FILES,
    ]
    assert [name for name in headers if name not in (package.__doc__ or "")] == []


def test_the_rows_told_are_the_rows_written(demo: Exported) -> None:
    tables = {
        "calls": telephone.NAME,
        "tickets": helpdesk.NAME,
        "bot": bot.NAME,
        "surveys": survey.NAME,
        "evaluations": quality.NAME,
        "customers": crm.CUSTOMERS_NAME,
        "events": crm.EVENTS_NAME,
    }
    for table, name in tables.items():
        assert demo.ask(f"select count(*) from {{{table}}}") == [(demo.truth.rows[name],)]


def test_the_demo_is_about_as_large_as_asked(demo: Exported) -> None:
    rows = sum(demo.truth.rows[name] for name in (telephone.NAME, helpdesk.NAME, bot.NAME))
    assert rows == pytest.approx(120_000, rel=0.03)
    assert 25_000 <= demo.truth.rows[crm.CUSTOMERS_NAME] <= 40_000


def test_numbers_are_unique_over_all_systems_but_for_rows_written_twice(demo: Exported) -> None:
    repeated = demo.ask(f"select id, count(*) from ({IDS}) group by id having count(*) > 1")
    calls = demo.ask('select count(*) - count(distinct "Call ID") from {calls}')[0][0]
    assert 5 < len(repeated) == calls < 100
    assert demo.ask("select count(*) - (select count(*) from (select distinct * from {calls})) from {calls}") == [
        (calls,)
    ]


@pytest.mark.parametrize(("table", "column"), [("surveys", "Reference"), ("evaluations", "Contact")])
def test_surveys_and_evaluations_are_about_contacts_in_the_files(demo: Exported, table: str, column: str) -> None:
    orphans = f"""select count(*) from {{{table}}} as about where "{column}" not in (select id from ({IDS}))"""
    broken = len(survey.BROKEN) if table == "surveys" else 0
    assert demo.ask(orphans)[0][0] <= broken
    assert demo.ask(f"select count(*) from {{{table}}}")[0][0] > 5_000


@pytest.mark.parametrize(
    "question",
    [
        """select "Customer no." as id from {calls} where "Customer no." <> '0'""",
        """select "Requester ID" as id from {tickets} where "Requester ID" is not null""",
        """select "user".id as id from {bot}""",
        "select Respondent as id from {surveys}",
        'select "Customer ID" as id from {events}',
    ],
)
def test_every_customer_is_in_the_customer_system(demo: Exported, question: str) -> None:
    strangers = f'select count(*) from ({question}) where id not in (select "Customer ID" from {{customers}})'
    assert demo.ask(strangers) == [(0,)]


def test_follow_ups_and_merges_name_tickets_of_the_same_customer(demo: Exported) -> None:
    for column, least in (("Follow-up of", 500), ("Merged into", 300)):
        rows = demo.ask(
            f"""select count(*), count(earlier."Ticket ID"), count(*) filter (
                    where later."Requester ID" = earlier."Requester ID"
                    and later."Created at" > earlier."Created at")
                from {{tickets}} as later left join {{tickets}} as earlier
                on later."{column}" = earlier."Ticket ID" where later."{column}" is not null"""
        )
        assert len(set(rows[0])) == 1, column
        assert rows[0][0] > least


def test_what_lies_after_the_export_is_not_known(demo: Exported) -> None:
    late = """select count(*) from {tickets} where "Ticket ID" < '9' and
        greatest("Created at", "First reply at", "Solved at", "Closed at") >= '2026-09-30T23:00:00Z'"""
    assert demo.ask(late) == [(0,)]
    states = dict(demo.ask("select Status, count(*) from {tickets} group by Status"))
    assert min(states[name] for name in ("new", "open", "solved", "closed")) > 0
    after = (
        "select count(*) from {surveys} where Invitation < 'I-9' and Answered::timestamptz >= '2026-10-01 00:00:00+01'"
    )
    assert demo.ask(after) == [(0,)]


def test_broken_rows_are_few(demo: Exported) -> None:
    dates = """select count(*) from {calls} where try_strptime(Date, '%d/%m/%Y') is null
        or try_strptime(Date, '%d/%m/%Y') > '2027-01-01' or Talk like '-%' or try_cast("Start time" as time) is null"""
    assert demo.ask(dates) == [(len(telephone.BROKEN),)]
    assert demo.ask("""select count(*) from {surveys} where Scale = '1-5' and Score::int not between 1 and 5""") == [
        (1,)
    ]


def test_about_six_in_a_hundred_calls_carry_no_customer(demo: Exported) -> None:
    unknown = demo.ask("select avg((\"Customer no.\" = '0')::int) from {calls} where Direction = 'IN'")[0][0]
    assert unknown == pytest.approx(0.06, abs=0.006)


def test_the_same_seed_writes_the_same_bytes(scenario: Scenario, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export(scenario, tmp_path / name, contacts=2_000, seed=7)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    assert (tmp_path / "one.truth.json").read_bytes() == (tmp_path / "two.truth.json").read_bytes()
    export(scenario, tmp_path / "other", contacts=2_000, seed=8)
    assert (tmp_path / "one" / bot.NAME).read_bytes() != (tmp_path / "other" / bot.NAME).read_bytes()


def test_progress_and_the_place_of_the_truth(scenario: Scenario, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    export(
        scenario.name,
        tmp_path / "data",
        contacts=600,
        progress=lambda done, weeks: seen.append((done, weeks)),
        truth_path=tmp_path / "known" / "truth.json",
    )
    assert seen == [(done, 79) for done in range(1, 80)]
    assert (tmp_path / "known" / "truth.json").exists()
    assert not (tmp_path / "data.truth.json").exists()


def test_an_export_that_stops_leaves_the_files_before(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(scenario, tmp_path / "data", contacts=600, seed=1)
    before = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}

    def stop(done: int, weeks: int) -> None:
        if done == 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(scenario, tmp_path / "data", contacts=600, seed=2, progress=stop)
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before

    def fill(self: CsvFile, columns: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(CsvFile, "write", fill)
    with pytest.raises(SourceError, match="No space left"):
        export(scenario, tmp_path / "data", contacts=600, seed=2)
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before


def test_what_cannot_be_done_is_said(scenario: Scenario, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceError):
        export(scenario, tmp_path / "file", contacts=600)
    with pytest.raises(QuestionError):
        export(scenario, tmp_path / "data", contacts=10)


def test_a_world_of_other_sites(scenario: Scenario, tmp_path: Path) -> None:
    two = replace(scenario, sites=(Site("North", 0.5), Site("Porto", 0.5)), target=None)
    truth = export(two, tmp_path / "data", contacts=1_000)
    assert set(truth.work) == {"North", "Porto", "all"}


def test_the_smallest_world_has_a_truth_too(scenario: Scenario, tmp_path: Path) -> None:
    lopsided = replace(scenario, sites=(replace(scenario.sites[0], share=0.999), Site("Away", 0.001)))
    truth = export(lopsided, tmp_path / "data", contacts=500)
    assert None in [figures["fcr_solved"] for figures in truth.issues["Away"].values()]
    assert "NaN" not in (tmp_path / "data.truth.json").read_text()


def test_a_world_without_contacts_has_no_changes(scenario: Scenario) -> None:
    world = build_world(scenario, 500, 1)
    centre = Centre(world)
    truth = tell_truth(world, centre.tally, keep_ledger(world, centre.tally), centre.outcomes(), {})
    assert set(truth.factors["all"].values()) == {None}
    assert truth.work["all"]["whole"]["handle_time_s"] is None

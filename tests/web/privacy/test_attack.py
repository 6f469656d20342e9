"""An attack: everything a viewer can ask over HTTP is asked, and whatever comes back is subtracted from whatever else.

The attacker is given the rows, so that every set of contacts a figure speaks of is known: no two of them, no total less
its parts, no period less its months may differ by fewer contacts or agents than a group needs, in JSON or CSV.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from steelyard.analyses.periods.date_range import span_of
from steelyard.declare import Role
from steelyard.web import app
from steelyard.web.access.viewer import Viewer
from steelyard.web.privacy import rule
from web.conftest import served
from web.privacy import world

LEAST_CONTACTS, LEAST_PEOPLE = 40, 5
SPLITS = ("team", "channel", "topic", "segment", "desk", "agent_id", "weekday", "hour", "handled_by", "family", "site")
MONTHS = [(span.from_on, span.to_on) for span in (span_of(date(2026, month, 1), "month") for month in range(1, 6))]
ODD_DAYS = [(date(2026, 3, 1), date(2026, 3, 30)), (date(2026, 3, 2), date(2026, 3, 31)), (date(2026, 3, 7),) * 2]


@dataclass(frozen=True)
class Known:
    """What a figure speaks of: the contacts, by their number."""

    of: frozenset[str]
    asked: str


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[world.Row]]:
    folder = tmp_path_factory.mktemp("attacked")
    return folder, world.loaded(folder)


def client_of(folder: Path, role: Role, **more: Any) -> TestClient:
    def as_role(made: FastAPI) -> None:
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("eve", role, **more)

    return TestClient(served(folder, access=as_role))


@pytest.fixture(scope="module")
def viewer(rows: tuple[Path, list[world.Row]]) -> Iterator[TestClient]:
    with client_of(rows[0], "viewer") as client:
        yield client


def attempts() -> Iterator[tuple[str, dict[str, Any]]]:
    """Questions with what may be given to them: every split, part, period and pair that could tell something."""
    days = [{}, *({"from": str(a), "to": str(b)} for a, b in [*MONTHS, (MONTHS[0][0], MONTHS[2][1]), *ODD_DAYS])]
    parts = [f"{name}={part}" for name in SPLITS for part in PARTS.get(name, ())]
    for question in ("scorecard", "balance", "verdict", "change", "compare", "volume", "returns", "tradeoff"):
        for given in days[:2] if question in ("change", "compare", "tradeoff") else days:
            yield question, given
        yield question, {"where": parts[0]}
    for name in SPLITS:
        yield "scorecard", {"by": name, "metric": METRIC}
        yield "compare", {"by": name}
        yield "change", {"by": name}
    for part, given in product(parts, days):
        yield "scorecard", {"where": part, "metric": METRIC, **given}
    for one, other in list(combinations(parts, 2))[::3]:
        yield "scorecard", {"where": [one, other], "metric": METRIC}
    for period in ("day", "week", "month", "quarter"):
        yield "scorecard", {"period": period, "metric": METRIC}
        yield "scorecard", {"period": period, "by": "channel", "metric": METRIC}
    for first, last in ODD_DAYS:
        yield "scorecard", {"against": f"{first}..{last}", "metric": METRIC}


METRIC = "handle_time"
PARTS = {
    "team": ("Day", "Late", "Night"),
    "channel": ("phone", "chat"),
    "topic": ("account", "billing"),
    "segment": ("plus", "basic", "vip"),
    "desk": ("north", "south"),
    "agent_id": ("Day1", "Night0"),
    "weekday": ("1",),
}


def figures(value: Any) -> Iterator[dict[str, Any]]:
    """Every figure within an answer, wherever it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("part"), dict):
            yield value
        for held in value.values():
            yield from figures(held)
    elif isinstance(value, list):
        for held in value:
            yield from figures(held)


def spoken_of(held: list[world.Row], answer: dict[str, Any], part: dict[str, str]) -> frozenset[str]:
    """The contacts a figure speaks of."""
    told = answer["provenance"]
    begin, end = date.fromisoformat(told["from_on"]), date.fromisoformat(told["to_on"])
    days = [(begin, end)]
    if part.get("period"):
        firsts = [date.fromisoformat(text) for text in part["period"].split(" to ")]
        spans = [span_of(first, answer.get("step") or "month") for first in firsts]
        whole = [(span.from_on, span.to_on) for span in spans]
        days = [(begin, end) if first == begin else whole[at] for at, first in enumerate(firsts)]
    wanted = {name: tuple(parts) for name, parts in told["where"].items()}
    wanted |= {name: (value,) for name, value in part.items() if name not in ("period", "reading")}
    return frozenset(
        row.id
        for row in held
        if any(a <= row.on <= b for a, b in days)
        and all(getattr(row, name, "") in parts for name, parts in wanted.items())
    )


@pytest.fixture(scope="module")
def known(viewer: TestClient, rows: tuple[Path, list[world.Row]]) -> list[Known]:
    """Every set of contacts that a figure the viewer got speaks of."""
    return got(viewer, rows[1], attempts())


def got(viewer: TestClient, held: list[world.Row], asked: Iterable[tuple[str, dict[str, Any]]]) -> list[Known]:
    """Every set of contacts that a figure speaks of, of what was asked."""
    found: dict[frozenset[str], Known] = {}
    for question, given in asked:
        answer = viewer.get(f"/ask/{question}.json", params=given)
        assert answer.status_code in (200, 422), answer.text
        if answer.status_code == 200:
            plain = answer.json()
            for figure in figures(plain):
                if figure.get("value") is not None or figure.get("n"):
                    of = spoken_of(held, plain, figure["part"])
                    found.setdefault(of, Known(of, f"{question} {given} {figure['part']}"))
    return [entry for entry in found.values() if entry.of]


def check(held: list[world.Row], difference: frozenset[str], said: str) -> None:
    if difference:
        people = {row.agent_id for row in held if row.id in difference}
        assert len(difference) >= LEAST_CONTACTS, f"{len(difference)} contacts: {said}"
        assert len(people) >= LEAST_PEOPLE, f"{len(people)} agents: {said}"


def check_all(held: list[world.Row], known: list[Known]) -> None:
    for one, other in combinations(known, 2):
        check(held, one.of ^ other.of, f"{one.asked} against {other.asked}")


def test_viewers_see_enough_to_be_worth_it(known: list[Known], viewer: TestClient) -> None:
    assert len(known) > 10
    assert viewer.get("/ask/scorecard.json", params={"by": "channel", "metric": METRIC}).status_code == 200


def test_no_figure_is_of_a_small_group(known: list[Known], rows: tuple[Path, list[world.Row]]) -> None:
    for entry in known:
        check(rows[1], entry.of, entry.asked)


def test_nothing_small_is_found_by_subtracting_two_figures(
    known: list[Known], rows: tuple[Path, list[world.Row]]
) -> None:
    check_all(rows[1], known)


def test_nothing_small_is_found_by_subtracting_parts_from_a_total(
    known: list[Known], rows: tuple[Path, list[world.Row]]
) -> None:
    """Every total less any two of the figures within it, and any two together less a third."""
    for whole in known:
        inside = [entry for entry in known if entry.of < whole.of]
        for one, other in combinations(inside, 2):
            if not one.of & other.of:
                check(rows[1], whole.of - one.of - other.of, f"{whole.asked} less {one.asked} and {other.asked}")


def test_what_a_split_hides_would_be_found_without_the_rule(rows: tuple[Path, list[world.Row]]) -> None:
    """The world holds such groups: what the rule keeps is there to be found."""
    held = rows[1]
    chat = {row.id for row in held if row.channel == "chat"}
    account = {row.id for row in held if row.topic == "account"}
    assert 0 < len(chat ^ account) < LEAST_CONTACTS
    assert len({row.agent_id for row in held if row.team == "Night"}) < LEAST_PEOPLE


@pytest.mark.parametrize(("name", "least"), [("least_people", 1), ("least_contacts", 1)])
def test_without_a_rule_the_attack_finds_what_it_keeps(
    rows: tuple[Path, list[world.Row]], tmp_path: Path, name: str, least: int
) -> None:
    """The attack reaches each rule: with that one switched off a group of too few agents, or contacts, is found."""
    folder = shutil.copytree(rows[0], tmp_path / "open")
    mapping = folder / "steelyard.toml"
    mapping.write_text(f"{mapping.read_text('utf-8')}\n[serve]\n{name} = {least}\n", "utf-8")
    by = [("scorecard", {"by": split, "metric": METRIC}) for split in SPLITS]
    parts = [("scorecard", {"where": f"{split}={part}", "metric": METRIC}) for split in PARTS for part in PARTS[split]]
    with client_of(folder, "viewer") as client:
        known = got(client, rows[1], [("scorecard", {"metric": METRIC}), *by, *parts])
    with pytest.raises(AssertionError, match="agents:" if name == "least_people" else "contacts:"):
        check_all(rows[1], [Known(frozenset(), "nothing"), *known])


@pytest.mark.parametrize("kind", ["csv", "xlsx", "png", "tables.png"])
@pytest.mark.parametrize("given", [{"by": "team"}, {"by": "agent_id"}, {"where": "segment=vip"}, {"period": "week"}])
def test_files_refuse_what_pages_refuse(viewer: TestClient, kind: str, given: dict[str, str]) -> None:
    assert viewer.get(f"/ask/scorecard.{kind}", params=given).status_code == 422
    assert viewer.get("/ask/scorecard", params=given).status_code == 422


@pytest.mark.parametrize("given", [{"where": "team=Night"}, {"where": "agent_id=Day1"}, {"from": "2026-03-07"}])
def test_a_measures_sums_are_refused_too(viewer: TestClient, given: dict[str, str]) -> None:
    assert viewer.get(f"/measure/{METRIC}.json", params=given).status_code == 422
    assert viewer.get(f"/measure/{METRIC}.json", params={"where": "channel=chat"}).status_code == 200


def test_a_csv_holds_the_figures_of_its_page(viewer: TestClient) -> None:
    given = {"by": "channel", "metric": METRIC}
    shown = viewer.get("/ask/scorecard.json", params=given).json()
    told = {figure["part"].get("channel", "") for figure in figures(shown)}
    lines = csv.DictReader(io.StringIO(viewer.get("/ask/scorecard.csv", params=given).text))
    assert {line.get("channel") or "" for line in lines} <= told


def test_splits_that_are_not_shown_are_not_offered(viewer: TestClient) -> None:
    page = viewer.get("/ask/scorecard").text
    assert "channel=chat" in page
    for hidden in ("team=Night", "agent_id=", "segment=vip"):
        assert hidden not in page


def test_the_first_page_works_for_viewers(viewer: TestClient) -> None:
    assert viewer.get("/").status_code in (200, 202)
    for where in ("team=Night", "nothing=here"):
        shown = viewer.get("/", params={"where": where})
        assert shown.status_code < 500
        assert "Night" not in shown.text.replace("team=Night", "")


def test_analysts_are_not_limited(rows: tuple[Path, list[world.Row]]) -> None:
    with client_of(rows[0], "analyst") as client:
        assert client.get("/ask/scorecard.json", params={"by": "team", "metric": METRIC}).status_code == 200


def test_leads_see_their_own_teams_and_otherwise_what_viewers_see(rows: tuple[Path, list[world.Row]]) -> None:
    with client_of(rows[0], "lead", teams=("Night",)) as client:

        def status(**given: Any) -> int:
            return client.get("/ask/scorecard.json", params={"metric": METRIC, **given}).status_code

        assert status(where="team=Night", by="agent_id") == 200
        assert status(where=["team=Night", "agent_id=Night0"]) == 200
        assert status(where="team=Day", by="agent_id") == 422
        assert status(where=["team=Night", "team=Day"], by="agent_id") == 422
        assert status(by="agent_id") == 422
        assert status(by="channel") == 200


def test_a_lead_compares_their_own_teams_with_no_other(rows: tuple[Path, list[world.Row]]) -> None:
    """Two parts that are compared take the place of the one that is asked for."""
    with client_of(rows[0], "lead", teams=("Day",)) as client:
        for question in ("change", "tradeoff", "journeys"):
            given = {"where": "team=Day", "compare": "team=Day,Late"}
            assert client.get(f"/ask/{question}.json", params=given).status_code == 422, question
            assert client.get(f"/ask/{question}", params=given).status_code == 422, question
        own = {"where": "team=Day", "compare": "agent_id=Day1,Day2"}
        assert client.get("/ask/change.json", params=own).status_code == 200


def test_totals_less_what_a_lead_knows_of_their_own_tell_of_enough(rows: tuple[Path, list[world.Row]]) -> None:
    """Every row of a lead's own teams is taken off whatever they are shown; what is left is large enough."""
    held = rows[1]
    with client_of(rows[0], "lead", teams=("Day",)) as client:
        own = frozenset(row.id for row in held if row.team == "Day")
        shown = got(client, held, (one for one in attempts() if one[0] == "scorecard" and "team=Day" not in str(one)))
        others = [Known(known.of - own, known.asked) for known in shown]
        assert len(others) > 5
        check_all(held, [Known(frozenset(), "nothing"), *others])


def test_who_leads_all_but_a_small_team_is_shown_no_total(rows: tuple[Path, list[world.Row]]) -> None:
    """A total less their own teams would be that team; a viewer, who knows no part of it, sees the same total."""
    with client_of(rows[0], "lead", teams=("Day", "Late")) as client:
        assert client.get("/ask/scorecard.json", params={"metric": METRIC}).status_code == 422
        assert client.get("/ask/scorecard.json", params={"metric": METRIC, "by": "channel"}).status_code == 422
        own = {"metric": METRIC, "where": ["team=Day", "team=Late"], "by": "agent_id"}
        assert client.get("/ask/scorecard.json", params=own).status_code == 200


def test_every_question_is_judged() -> None:
    """Questions are refused to viewers unless they are named: a new one is hidden until somebody has looked at it."""
    from steelyard import catalogue

    assert {*rule.SEEN, *rule.WITHOUT_FIGURES} <= set(catalogue.entries("analyses", "ANALYSIS"))

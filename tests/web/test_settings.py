"""Settings changed on a page: the same steelyard.toml, comments kept, refused in place, said where a load is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests import workspaces
from tests.web.conftest import served

from steelyard import settings
from steelyard.settings.model import Assumptions
from steelyard.web import app, setting
from steelyard.web.access.viewer import Viewer

MAPPING = """# Ours.
[workspace]
name = "Support"  # as on the door

[assumptions]
return_window_days = 7  # the board's

[targets]
csat_score = { value = 80, source = "last year" }

[sources.calls]
files = "calls.csv"
[sources.calls.contacts.columns]
contact_id = "Call"
opened_at = "Begin"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspaces.loaded(tmp_path, MAPPING, {"calls.csv": "Call,Begin\nC1,2026-07-01 10:00:00\n"})
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Any:
    with TestClient(served(folder)) as found:
        yield found


def test_every_simple_assumption_is_offered_with_its_meaning() -> None:
    simple = [name for name, hint in setting._hints().items() if "Mapping" not in str(hint)]
    assert sorted(simple) == sorted(setting.TITLES)
    assert set(setting._helps()) == {*Assumptions.__dataclass_fields__}
    assert setting._helps()["return_window_days"].startswith("A later contact on the same topic family")


def test_a_change_is_written_and_comments_stay(client: TestClient, folder: Path) -> None:
    given = {"assumption:return_window_days": "14", "target:first_contact_resolution": "72,5"}
    shown = client.post("/settings", data={**given, "source:first_contact_resolution": "our board, May"})
    assert shown.status_code == 200
    assert "Saved." in shown.text
    assert "return window days (7 then, 14 now)" in shown.text
    assert 'action="/data/load"' in shown.text
    held = settings.read(folder)
    assert held.assumptions.return_window_days == 14
    assert held.targets["first_contact_resolution"].value == 0.725
    text = (folder / "steelyard.toml").read_text("utf-8")
    for comment in ("# Ours.", "# as on the door", "# the board's"):
        assert comment in text


def test_a_form_sent_as_it_stands_changes_nothing(client: TestClient, folder: Path) -> None:
    told = client.get("/settings.json").json()
    given = {f"{kind}:{one['name']}": one["value"] for kind in ("workspace",) for one in told["workspace"]}
    given |= {f"assumption:{one['name']}": one["value"] for one in told["assumptions"]}
    given |= {f"target:{one['metric']}": one["value"] for one in told["targets"]}
    given |= {f"source:{one['metric']}": one["source"] for one in told["targets"]}
    client.post("/settings", data=given)
    assert (folder / "steelyard.toml").read_text("utf-8") == MAPPING


def test_rules_of_follow_up_groups_and_dimensions_are_written_too(client: TestClient, folder: Path) -> None:
    given = {"followup:capacity": "40", "rule:holdout:callback": "0,1", "rule:weights:returned": "0.3"}
    given |= {"serve:least_people": "7", "dimensions:calls": "region = Begin\n\n desk=Call "}
    given |= {"action:returned": "apology", "action:no_such": "apology"}
    shown = client.post("/settings", data=given)
    assert shown.status_code == 200
    held = settings.read(folder)
    assert (held.followup.capacity, held.serve.least_people) == (40, 7)
    assert held.followup.holdout == {"callback": 0.1}
    assert held.followup.weights == {"returned": 0.3}
    assert held.followup.actions == {"returned": "apology"}
    assert held.sources[0].tables[0].dimensions == {"region": "Begin", "desk": "Call"}
    assert "# the board's" in (folder / "steelyard.toml").read_text("utf-8")
    assert client.post("/settings", data={"action:returned": "fireworks"}).status_code == 422
    emptied = {
        "action:returned": "",
        "followup:capacity": "",
        "rule:holdout:callback": "",
        "dimensions:calls": "desk = Call",
    }
    client.post("/settings", data=emptied)
    held = settings.read(folder)
    assert (held.followup.capacity, held.followup.holdout, held.followup.actions) == (25, {}, {})
    assert held.sources[0].tables[0].dimensions == {"desk": "Call"}


def test_rules_sent_as_they_stand_change_nothing(client: TestClient, folder: Path) -> None:
    told = client.get("/settings.json").json()["rules"]
    given = {f"{kind}:{one['name']}": one["value"] for kind in ("followup", "serve") for one in told[kind]}
    given |= {f"rule:{a['name']}:{one['name']}": one["value"] for a in told["maps"] for one in a["settings"]}
    given |= {f"dimensions:{one['source']}": "\n".join(one["lines"]) for one in told["dimensions"]}
    given |= {f"action:{one['name']}": one["value"] for one in told["actions"]["settings"]}
    assert len(given) > 20
    assert client.post("/settings", data=given).status_code == 200
    assert (folder / "steelyard.toml").read_text("utf-8") == MAPPING


def test_who_is_no_administrator_changes_nothing_of_small_groups(folder: Path) -> None:
    def as_analyst(made: Any) -> None:
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("ana", "analyst")

    with TestClient(served(folder, access=as_analyst)) as found:
        assert "serve:least_people" not in found.get("/settings").text
        refused = found.post("/settings", data={"serve:least_people": "1", "followup:capacity": "40"})
        assert refused.status_code == 403
    assert (folder / "steelyard.toml").read_text("utf-8") == MAPPING


def test_what_is_in_force_at_once_asks_for_no_load(client: TestClient) -> None:
    given = {"target:csat_score": "85", "assumption:follow_up_days": "60", "workspace:name": "Help"}
    assert "It is in force now." in client.post("/settings", data=given).text


def test_an_emptied_setting_is_taken_out(client: TestClient, folder: Path) -> None:
    client.post("/settings", data={"target:csat_score": "", "assumption:return_window_days": ""})
    held = settings.read(folder)
    assert held.targets == {}
    assert "return_window_days" not in (folder / "steelyard.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"assumption:return_window_days": "soon"}, "is no number"),
        ({"assumption:return_window_days": "-1"}, "return_window_days must be between"),
        ({"target:customer_rating": "90", "source:customer_rating": ""}, "has no source"),
        ({"target:first_contact_resolution": "170", "source:first_contact_resolution": "x"}, "is a share"),
        ({"workspace:currency": "euros"}, "ISO code"),
        ({"assumption:credit": "nobody"}, "credit cannot be"),
        ({"followup:capacity": "many"}, "is no number"),
        ({"followup:low_rating": "7"}, "low_rating must be between"),
        ({"rule:holdout:callback": "0.95"}, "callback must be between"),
        ({"serve:least_contacts": "2.5"}, "least_contacts"),
        ({"dimensions:calls": "region"}, "names no column"),
        ({"dimensions:calls": "team = Call"}, "team"),
    ],
)
def test_what_cannot_be_is_refused_in_place(client: TestClient, folder: Path, given: dict[str, str], said: str) -> None:
    shown = client.post("/settings", data=given)
    assert shown.status_code == 422
    assert said in shown.text.replace("&#39;", "'")
    assert (folder / "steelyard.toml").read_text("utf-8") == MAPPING


@pytest.mark.parametrize("role", ["viewer", "lead", "agent"])
def test_others_may_not_see_or_change_them(folder: Path, role: Any) -> None:
    def as_role(made: FastAPI) -> None:
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("ann", role)

    with TestClient(served(folder, access=as_role)) as client:
        assert client.get("/settings").status_code == 403
        assert client.post("/settings", data={"workspace:name": "Mine"}).status_code == 403
    assert (folder / "steelyard.toml").read_text("utf-8") == MAPPING


def test_numbers_by_channel_and_family_are_written_and_taken_out(client: TestClient, folder: Path) -> None:
    given = {"map:cost_per_contact:email": "1,5", "map:minutes_per_contact:chat": "7", "map:topic_values:billing": "2"}
    assert "Saved." in client.post("/settings", data=given).text
    held = settings.read(folder).assumptions
    assert held.cost_per_contact == {"email": 1.5}
    assert held.minutes_per_contact == {"chat": 7}
    assert held.topic_values == {"billing": 2}
    assert 'name="map:cost_per_contact:email" value="1.5"' in client.get("/settings").text
    client.post("/settings", data={"map:cost_per_contact:email": ""})
    assert settings.read(folder).assumptions.cost_per_contact == {}
    before = (folder / "steelyard.toml").read_text("utf-8")
    refused = client.post("/settings", data={"map:cost_per_contact:email": "cheap"})
    assert refused.status_code == 422
    assert "Cost of a contact, email" in refused.text
    assert client.post("/settings", data={"map:hourly_cost:x": "1", "map:topic_values:": "1"}).status_code == 200
    assert (folder / "steelyard.toml").read_text("utf-8") == before


def test_topic_families_are_written_a_topic_a_line(client: TestClient, folder: Path) -> None:
    client.post("/settings", data={"new-family": "money", "new-topics": "bill\r\n  refund \n\nbill"})
    assert settings.read(folder).topic_families == {"money": ("bill", "refund")}
    assert "bill\nrefund</textarea>" in client.get("/settings").text
    client.post("/settings", data={"family:money": "bill"})
    assert settings.read(folder).topic_families == {"money": ("bill",)}
    client.post("/settings", data={"family:money": " "})
    assert settings.read(folder).topic_families == {}
    text = (folder / "steelyard.toml").read_text("utf-8")
    assert "# as on the door" in text

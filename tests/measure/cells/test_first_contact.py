"""Issues beside their first contact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from steelyard.measure import Band, Product
from steelyard.measure.cells.first_contact import KIND, Beginnings
from steelyard.settings.model import Settings
from steelyard.stats.sampling.quantiles import ZERO_BIN

ISSUES = [
    {"issue_id": "a", "topic": "bill", "is_mature": True, "is_resolved": True, "agent_id": "late", "customer_group": 1},
    {
        "issue_id": "c",
        "topic": "bill",
        "is_mature": True,
        "is_resolved": False,
        "agent_id": "late",
        "customer_group": 2,
    },
    {"issue_id": "case 7", "topic": "parcel", "is_mature": True, "is_resolved": True, "customer_group": 3},
]
CONTACTS = [
    {"contact_id": "a", "issue_id": "a", "work_s": 0.0, "agent_id": "first", "customer_group": 1},
    {"contact_id": "b", "issue_id": "a", "work_s": 900.0, "agent_id": "late", "customer_group": 1},
    {"contact_id": "c", "issue_id": "c", "work_s": 100.0, "agent_id": "other", "customer_group": 2},
    {"contact_id": "d", "issue_id": "case 7", "work_s": 50.0, "customer_group": 3},
]
PRODUCTS = {"n": Product(where=("is_mature",)), "work": Product(("first_work_s",)), "solved": Product(("is_resolved",))}


def beginnings(snapshot: Any, settings: Callable[..., Settings], **where: tuple[str, ...]) -> Beginnings:
    snapshot.put("issues", ISSUES)
    snapshot.put("contacts", CONTACTS)
    return Beginnings(snapshot, settings(), where)


def test_an_issue_stands_beside_its_first_contact_only(snapshot: Any, settings: Any) -> None:
    found = beginnings(snapshot, settings).cells(["topic", Band("first_work_s", (10.0,))], PRODUCTS)
    values = dict(zip(found.labels, found.whole.tolist(), strict=True))
    assert values == {("bill", 0): [1.0, 0.0, 1.0], ("bill", 1): [1.0, 100.0, 0.0]}


def test_the_agent_is_the_first_contacts(snapshot: Any, settings: Any) -> None:
    source = beginnings(snapshot, settings)
    found = source.cells(["first_agent_id"], PRODUCTS, ("customers", "agents"))
    assert sorted(found.labels) == [("first",), ("other",)]
    for groups in found.groups.values():
        np.testing.assert_allclose(groups.sum(axis=1), found.whole)
    assert (found.groups["agents"].sum(axis=(0, 2)) > 0).sum() == 2


def test_fine_bins_tell_none_from_little(snapshot: Any, settings: Any) -> None:
    found = beginnings(snapshot, settings).histogram("first_work_s", PRODUCTS)
    assert sorted(found.column("bin")) == [ZERO_BIN, 460]
    assert beginnings(snapshot, settings, topic=("parcel",)).histogram("first_work_s", PRODUCTS).labels == ()


def test_evaluations_of_the_first_contact_count(snapshot: Any, settings: Any) -> None:
    source = beginnings(snapshot, settings)
    snapshot.put(
        "evaluations",
        [{"contact_id": "a", "quality_share": 0.8}, {"contact_id": "a", "quality_share": 0.6},
         {"contact_id": "b", "quality_share": 0.1}, {"quality_share": 0.2}],
    )  # fmt: skip
    found = source.cells(["topic"], {"n": Product(known=("quality_share",)), "q": Product(("quality_share",))})
    assert found.labels == (("bill",),)
    np.testing.assert_allclose(found.whole, [[1.0, 0.7]])


def test_contacts_stand_for_issues_where_nobody_knows_whose_they_are(snapshot: Any, settings: Any) -> None:
    marked = [{**contact, "is_contact": True, "is_resolved": contact["contact_id"] != "c"} for contact in CONTACTS]
    snapshot.put("contacts", marked)
    answer = {"contact_id": "d", "is_quality": True, "score_share": 0.5}
    snapshot.put("responses", [answer, {"contact_id": "d"}, {"is_quality": True, "score_share": 0.1}])
    source = Beginnings(snapshot, settings(), {}, unit="contacts")
    products = {**PRODUCTS, "rating": Product(("rating",)), "left": Product(("is_churned",))}
    found = source.cells(["topic", Band("first_work_s", (75.0,))], products)
    values = dict(zip(found.column("first_work_s"), found.whole.tolist(), strict=True))
    assert values == {0: [2.0, 50.0, 2.0, 0.5, 0.0], 1: [2.0, 1000.0, 1.0, 0.0, 0.0]}


def test_what_is_joined_once_gives_what_each_gives_alone(snapshot: Any, settings: Any) -> None:
    source = beginnings(snapshot, settings, topic=("bill",))
    snapshot.put("evaluations", [{"contact_id": "a", "quality_share": 0.8}, {"contact_id": "b", "quality_share": 0.1}])
    rated = {"n": Product(known=("quality_share",)), "q": Product(("quality_share",))}
    by, chances = ["topic", Band("first_work_s", (10.0,))], ("customers", "agents", "rows")
    groups = {"customer_group", "row_group"}
    columns = {"topic", "first_work_s", "quality_share", "is_mature", "is_resolved", *groups}
    with source.together([source.snapshot], columns, ("topic", "agent_id")) as (joined,):
        one, other = (each.cells(by, PRODUCTS, chances) for each in (source, joined))
        alone, together = (dict(zip(each.labels, each.whole.tolist(), strict=True)) for each in (one, other))
        assert alone == together
        assert {chance: values.sum() for chance, values in one.groups.items()} == {
            chance: values.sum() for chance, values in other.groups.items()
        }
        binned = [each.histogram("first_work_s", PRODUCTS) for each in (source, joined)]
        assert sorted(binned[0].column("bin")) == sorted(binned[1].column("bin"))
        found = joined.cells(["topic"], rated)
        assert found.labels == (("bill",),)
        np.testing.assert_allclose(found.whole, [[1.0, 0.8]])
        tables = snapshot.engine.query("SELECT table_name AS name FROM information_schema.tables")["name"]
        assert any(name.startswith("beginnings_") for name in tables)
        kinds = joined.cells([KIND], PRODUCTS)
        assert sorted(kinds.total("work").tolist()) == [0.0, 100.0]
    tables = snapshot.engine.query("SELECT table_name AS name FROM information_schema.tables")["name"]
    assert not any(name.startswith("beginnings_") for name in tables)

"""Items of surveys from files to the store: their scales, what is rejected, and what an erased customer leaves."""

from __future__ import annotations

from pathlib import Path

from tests.intake.conftest import Workspace

from steelyard.intake.personal import keys

WIDE = """
[workspace]
name = "Items"
currency = "EUR"
time_zone = "UTC"
{more}
[sources.survey]
files = "survey.csv"
[sources.survey.surveys.columns]
survey_id = "Response"
customer_id = "Customer"
instrument = {{ constant = "csat" }}
score = "Overall"
scale_min = {{ constant = 1 }}
scale_max = {{ constant = 5 }}
better = {{ constant = "high" }}
[[sources.survey.survey_items]]
filter = '''coalesce("Speed", '') <> '' '''
[sources.survey.survey_items.columns]
survey_id = "Response"
customer_id = "Customer"
item = {{ constant = "speed" }}
kind = {{ constant = "rating" }}
score = "Speed"
scale_min = {{ constant = 1 }}
scale_max = {{ constant = 5 }}
[[sources.survey.survey_items]]
[sources.survey.survey_items.columns]
survey_id = "Response"
customer_id = "Customer"
item = {{ constant = "speed" }}
kind = {{ constant = "disconfirmation" }}
score = {{ column = "Against", values = {{ worse = -1, same = 0, better = 1 }} }}
scale_min = {{ constant = -1 }}
scale_max = {{ constant = 1 }}
"""
FILE = """Response,Customer,Overall,Speed,Against
R1,anna,5,4,better
R2,ben,3,,worse
R3,cem,2,9,no idea
"""


def test_each_mapping_is_an_item_and_what_lies_beyond_its_scale_is_rejected(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path).write(WIDE.format(more=""), {"survey.csv": FILE})
    report = workspace.load()
    rows = workspace.rows("SELECT survey_id, kind, score FROM survey_items ORDER BY ALL")
    assert [(row["survey_id"], row["kind"], row["score"]) for row in rows] == [
        ("R1", "disconfirmation", 1.0),
        ("R1", "rating", 4.0),
        ("R2", "disconfirmation", -1.0),
    ]
    accounts = [account for account in report.accounts if account.table == "survey_items"]
    assert sum(account.quarantined for account in accounts) == 2
    assert sum(account.filtered for account in accounts) == 1


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path).write(WIDE.format(more=""), {"survey.csv": FILE})
    workspace.load()
    workspace.write(files={"survey.csv": FILE.replace("R1,anna,5,4", "R1,anna,5,3") + "R4,dora,5,5,same\n"})
    workspace.load()
    assert workspace.values("SELECT count(*) FROM survey_items") == [5]
    assert workspace.values("SELECT score FROM survey_items WHERE survey_id = 'R1' AND kind = 'rating'") == [3.0]


def test_customers_stand_there_under_pseudonyms(tmp_path: Path) -> None:
    more = '[privacy]\npseudonyms = true\nkey_file = "pseudonyms.key"\n'
    keys.make(tmp_path / "pseudonyms.key")
    workspace = Workspace(tmp_path).write(WIDE.format(more=more), {"survey.csv": FILE})
    workspace.load()
    both = "SELECT DISTINCT customer_id FROM {} WHERE survey_id = 'R1'"
    assert workspace.values(both.format("survey_items")) == workspace.values(both.format("surveys"))
    told = workspace.values("SELECT CAST(r AS VARCHAR) FROM survey_items AS r")
    assert not any("anna" in str(row) for row in told)

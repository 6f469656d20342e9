"""Every feature of a mapping, through a whole load."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import numpy as np
import pytest
from tests.intake.conftest import NewWorkspace, adds_up, contacts

from steelyard.errors import MappingError

AT = "2026-01-05 10:00:00"


def group(text: str) -> int:
    return hashlib.md5(text.encode(), usedforsecurity=False).digest()[0] % 64


def test_plain_columns_and_computed_ones(workspace: NewWorkspace) -> None:
    head = '[workspace]\ntime_zone = "America/New_York"'
    toml = contacts('customer_id = "who"', 'dimensions = { site_code = "Site" }', head=head)
    space = workspace(toml, {"t.csv": "id,at,who,Site\n1,2026-01-05 22:30:00,c1,N\n2,2026-01-06T03:30:00Z,,\n"})
    report = space.load()
    rows = space.rows("SELECT * FROM contacts ORDER BY contact_id")
    assert adds_up(report)
    assert rows[0]["opened_at"] == np.datetime64("2026-01-06T03:30")
    assert [(row["on"], row["hour"]) for row in rows] == [(date(2026, 1, 5), 22)] * 2
    assert [row["customer_group"] for row in rows] == [group("c1"), group("2")]
    assert [row["row_group"] for row in rows] == [group("1"), group("2")]
    assert [row["site_code"] for row in rows] == ["N", None]
    assert (rows[0]["source"], rows[0]["source_key"]) == ("t", "1")


def test_date_and_time_of_day_in_two_columns_with_a_time_that_means_missing(workspace: NewWorkspace) -> None:
    columns = (
        'answered_at = { columns = ["day", "clock"], format = "%y%m%d %H:%M:%S", zone = "Asia/Jerusalem", '
        'missing = ["0:00:00"] }'
    )
    space = workspace(
        contacts(columns),
        {"t.csv": f"id,at,day,clock\n1,{AT},990201,7:02:47\n2,{AT},990201,0:00:00\n3,{AT},,7:00:00\n"},
    )
    space.load()
    found = space.values("SELECT answered_at FROM contacts ORDER BY contact_id")
    assert found[0] == np.datetime64("1999-02-01T05:02:47")
    assert np.isnat(found[1])
    assert np.isnat(found[2])


def test_several_formats_offsets_and_lost_times(workspace: NewWorkspace) -> None:
    columns = (
        'first_reply_at = { column = "r", formats = ["%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%dT%H:%M:%S%z"], '
        'zone = "Asia/Kolkata", lost_time = "00:00" }'
    )
    texts = ["26/01/2026 18:39", "26/01/2026 00:00", "26/01/2026", "2026-01-26T10:00:00+0200", ""]
    content = "id,at,r\n" + "".join(f"{number},{AT},{text}\n" for number, text in enumerate(texts))
    head = '[workspace]\ntime_zone = "Europe/Lisbon"'
    space = workspace(contacts(columns, head=head), {"t.csv": content})
    space.load()
    rows = space.rows("SELECT first_reply_at AS at, first_reply_at_is_date AS d FROM contacts ORDER BY contact_id")
    assert [row["at"] for row in rows[:4]] == [
        np.datetime64("2026-01-26T13:09"),
        np.datetime64("2026-01-26T00:00"),
        np.datetime64("2026-01-26T00:00"),
        np.datetime64("2026-01-26T08:00"),
    ]
    assert [row["d"] for row in rows[:4]] == [0, 1, 1, 0]
    assert np.isnan(rows[4]["d"])  # type: ignore[call-overload]


def test_a_lone_date_keeps_its_local_day_and_has_no_hour(workspace: NewWorkspace) -> None:
    head = '[workspace]\ntime_zone = "Pacific/Auckland"'
    space = workspace(contacts(head=head), {"t.csv": "id,at\n1,2026-01-05\n2,2026-01-05 00:00:00\n"})
    space.load()
    rows = space.rows('SELECT "on", hour, opened_at_is_date AS d FROM contacts ORDER BY contact_id')
    assert [row["on"] for row in rows] == [date(2026, 1, 5)] * 2
    assert np.isnan(rows[0]["hour"])
    assert rows[1]["hour"] == 0
    assert [bool(row["d"]) for row in rows] == [True, False]


def test_units_clocks_conditions_words_and_prefixes(workspace: NewWorkspace) -> None:
    columns = """
handle_s = { column = "talk", unit = "hh:mm:ss", missing_when = "outcome = 'HANG'" }
wait_s = { column = "wait", unit = "min" }
abandoned = { column = "outcome", values = { hang = true, agent = false, phantom = "" } }
channel = { constant = "phone" }
team = { sql = "upper(outcome)" }
customer_id = { column = "who", missing = ["0"], prefix = "tel-" }
direction = { column = "dir", values = { in = "inbound", out = "outbound" } }
cost = "cost"
first_reply_at = { column = "epoch", unit = "epoch_s" }
"""
    content = (
        "id,at,talk,wait,outcome,who,dir,cost,epoch\n"
        f'1,{AT},0:01:30,2,AGENT,0,IN,"1.234,56",1767225600\n'
        f'2,{AT},0:01:30,"0,5",HANG,7,Out,"12,5",\n'
        f'3,{AT},,,PHANTOM,8,Inbound,"3",\n'
    )
    space = workspace(contacts(columns), {"t.csv": content})
    space.load()
    rows = space.rows("SELECT * FROM contacts ORDER BY contact_id")
    assert next(row["handle_s"] for row in rows) == 90
    assert np.isnan(rows[1]["handle_s"])
    assert [row["wait_s"] for row in rows][:2] == [120, 30]
    assert [row["abandoned"] for row in rows][:2] == [0, 1]
    assert np.isnan(rows[2]["abandoned"])
    assert [row["team"] for row in rows] == ["AGENT", "HANG", "PHANTOM"]
    assert [row["customer_id"] for row in rows] == [None, "tel-7", "tel-8"]
    assert [row["direction"] for row in rows] == ["inbound", "outbound", "inbound"]
    assert [row["cost"] for row in rows] == [1234.56, 12.5, 3.0]
    assert rows[0]["first_reply_at"] == np.datetime64(datetime(2026, 1, 1))


def test_filters_are_counted(workspace: NewWorkspace) -> None:
    toml = contacts(table="filter = \"kind <> 'spam'\"")
    report = workspace(toml, {"t.csv": f"id,at,kind\n1,{AT},x\n2,{AT},spam\n3,{AT},\n"}).load()
    assert (report.accounts[0].read, report.accounts[0].accepted, report.accounts[0].filtered) == (3, 1, 2)
    assert adds_up(report)


SURVEY = """
[sources.s]
files = "s.csv"
[sources.s.surveys.columns]
survey_id = "id"
contact_id = "id"
instrument = { constant = "csat" }
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
"""


@pytest.mark.parametrize(
    ("sentiment", "texts", "expected"),
    [
        ('"tone"', ("-1", "0.25", "1.01"), [-1.0, 0.25, None]),
        ('{ column = "tone", values = { good = 1, bad = -1 } }', ("Good", "bad", "so so"), [1.0, -1.0, None]),
        ("{ sql = 'CAST(tone AS DOUBLE) / 50 - 1' }", ("0", "75", "101"), [-1.0, 0.5, None]),
    ],
)
def test_the_feeling_of_a_remark_lies_on_one_scale(
    workspace: NewWorkspace, sentiment: str, texts: tuple[str, ...], expected: list[float | None]
) -> None:
    content = "id,score,tone\n" + "".join(f"{number},{number + 1},{text}\n" for number, text in enumerate(texts))
    space = workspace(f"{SURVEY}sentiment = {sentiment}\n", {"s.csv": content})
    report = space.load()
    found = space.values("SELECT sentiment FROM surveys ORDER BY survey_id")
    assert [None if np.isnan(value) else value for value in found] == expected  # type: ignore[call-overload]
    assert report.set_aside == {("s", "surveys"): 1}
    assert (report.accounts[0].accepted, report.accounts[0].quarantined) == (3, 0)


def test_emoji_right_to_left_text_and_formulas_are_texts_like_others(workspace: NewWorkspace) -> None:
    toml = contacts('topic = "موضوع"\nteam = "😀"')
    space = workspace(toml, {"t.csv": f'id,at,موضوع,😀\n=1+1,{AT},مرحبا,👩‍👧\n@x,{AT},‏שלום,"=cmd|""x"""\n'})
    space.load()
    rows = space.rows("SELECT contact_id, topic, team FROM contacts ORDER BY contact_id")
    assert [tuple(row.values()) for row in rows] == [("=1+1", "مرحبا", "👩‍👧"), ("@x", "‏שלום", '=cmd|"x"')]


@pytest.mark.parametrize(
    ("columns", "table", "expected"),
    [
        ('team = "Tema"', "", r"no column 'Tema'(.|\n)*Did you mean Team"),
        ("", 'key = ["Id2"]', "no column 'Id2'"),
        ("", 'version = "upd"', "no column 'upd'"),
        ('team = { sql = "upper(nothing)" }', "", "nothing"),
        ('team = { sql = "nofunction(id)" }', "", "nofunction"),
        ("", 'filter = "id = (SELECT 1)"', "one expression"),
        ('team = { sql = "CAST(Team AS INTEGER)" }', "", "it fails on a value"),
        ("handle_s = { column = \"Team\", missing_when = \"read_text('/etc/passwd') = ''\" }", "", "not allowed"),
    ],
)
def test_mappings_that_do_not_fit_name_the_line(
    workspace: NewWorkspace, columns: str, table: str, expected: str
) -> None:
    space = workspace(contacts(columns, table), {"t.csv": f"id,at,Team\n1,{AT},x\n"})
    with pytest.raises(MappingError, match=expected) as caught:
        space.load()
    assert "steelyard.toml, line" in caught.value.where
    assert AT not in str(caught.value)


def test_one_column_hints_at_the_delimiter(workspace: NewWorkspace) -> None:
    space = workspace(contacts(), {"t.csv": "id#at\n1#2\n"})
    with pytest.raises(MappingError, match="is the delimiter right"):
        space.load()


FOLDING = [
    "K1",
    " k1 ",
    "k\u0065\u0301",
    "K\u00e9",
    "Ann@Mail.org",
    "ann@mail.org",
    "12001.0",
    "12001",
    "12001.5",
    "\uff11\uff12\uff10\uff10\uff11",
]


@pytest.mark.parametrize(
    ("option", "ids", "joined"),
    [
        ("", ["k1", "k1", "ké", "ké", "ann@mail.org", "ann@mail.org", "12001", "12001", "12001.5", "12001"], 5),
        ("fold_ids = false", [text.strip() for text in FOLDING], 0),
    ],
)
def test_customers_ids_are_folded_before_they_are_compared(
    workspace: NewWorkspace, option: str, ids: list[str], joined: int
) -> None:
    rows = "".join(f"{number},{AT},{text}\n" for number, text in enumerate(FOLDING))
    toml = contacts('customer_id = "who"', source=option)
    space = workspace(toml, {"t.csv": "id,at,who\n" + rows})
    report = space.load()
    found = space.rows("SELECT * FROM contacts ORDER BY CAST(contact_id AS INT)")
    assert adds_up(report)
    assert [row["customer_id"] for row in found] == ids
    assert [row["customer_group"] for row in found] == [group(text) for text in ids]
    assert report.joined_ids == ({("t", "contacts"): joined} if joined else {})


def test_a_prefix_stands_before_the_folded_number(workspace: NewWorkspace) -> None:
    toml = contacts('customer_id = { column = "who", prefix = "CRM-" }')
    space = workspace(toml, {"t.csv": f"id,at,who\n1,{AT},7.0\n2,{AT},7\n"})
    space.load()
    assert space.values("SELECT DISTINCT customer_id FROM contacts") == ["crm-7"]

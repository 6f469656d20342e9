"""Each reason on a world small enough to be checked by eye: when it holds, when it does not, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs import reasons as pages
from tests.workspaces import loaded

from steelyard.analyses.list.answer import Today
from steelyard.reasons import reasons
from steelyard.workspace import Workspace

CONTACTS = """id,who,start,end,channel,topic,wait,handling,solved,gave_up,by,direction,promised,due,kept
f1,first,2026-01-02 10:00,2026-01-02 10:10,phone,bill,10,300,yes,no,human,inbound,,,
b1,back,2026-03-20 10:00,2026-03-20 10:10,phone,bill,10,300,yes,no,human,inbound,,,
b2,back,2026-03-22 10:00,2026-03-22 10:10,phone,bill,10,300,yes,no,human,inbound,,,
b3,back,2026-03-24 10:00,2026-03-24 10:10,phone,bill,10,300,no,no,human,inbound,,,
s1,settled,2026-03-20 10:00,2026-03-20 10:10,phone,bill,10,300,no,no,human,inbound,,,
s2,settled,2026-03-22 10:00,2026-03-22 10:10,phone,bill,10,300,no,no,human,inbound,,,
s3,settled,2026-03-24 10:00,2026-03-24 10:10,phone,bill,10,300,yes,no,human,inbound,,,
w1,waited,2026-03-27 10:00,2026-03-27 10:05,phone,bill,300,,,yes,human,inbound,,,
w2,waited,2026-03-28 10:00,2026-03-28 10:05,phone,bill,300,,,yes,human,inbound,,,
o1,once,2026-03-28 10:00,2026-03-28 10:05,phone,bill,300,,,yes,human,inbound,,,
q1,quiet,2026-03-21 10:00,2026-03-21 11:00,phone,bill,10,3600,no,no,human,inbound,,,
n1,noisy,2026-03-29 10:00,2026-03-29 11:00,phone,bill,10,3600,no,no,human,inbound,,,
r1,rich,2026-03-29 12:00,2026-03-29 12:05,phone,bill,10,200,no,no,human,inbound,,,
p1,promised,2026-03-20 12:00,2026-03-20 12:05,phone,bill,10,200,yes,no,human,inbound,callback,2026-03-22 12:00,
k1,kept,2026-03-20 12:00,2026-03-20 12:05,phone,bill,10,200,yes,no,human,inbound,callback,2026-03-22 12:00,2026-03-22
d1,notyet,2026-03-29 12:00,2026-03-29 12:05,phone,bill,10,200,yes,no,human,inbound,callback,2026-04-02 12:00,
t1,bot_left,2026-03-28 12:00,2026-03-28 12:05,bot,bill,,,,no,bot,inbound,,,
h1,helped,2026-03-28 12:00,2026-03-28 12:05,bot,bill,,,,no,bot,inbound,,,
h2,helped,2026-03-28 12:10,2026-03-28 12:20,phone,bill,10,200,yes,no,human,inbound,,,
c1,cross,2026-03-25 12:00,2026-03-25 12:05,phone,bill,10,200,yes,no,human,inbound,,,
l1,low,2026-03-25 12:00,2026-03-25 12:05,phone,bill,10,200,yes,no,human,inbound,,,
g1,good,2026-03-25 12:00,2026-03-25 12:05,phone,bill,10,200,yes,no,human,inbound,,,
a1,again,2026-03-20 12:00,2026-03-20 12:05,phone,bill,10,200,no,no,human,inbound,,,
a2,again,2026-03-25 12:00,2026-03-25 12:05,phone,bill,10,200,yes,no,human,inbound,,,
x1,barred,2026-03-20 12:00,2026-03-20 12:05,phone,bill,10,200,yes,no,human,inbound,,,
y1,gone,2026-03-20 12:00,2026-03-20 12:05,phone,bill,10,200,yes,no,human,inbound,,,
z1,called,2026-03-20 12:00,2026-03-20 12:05,phone,bill,10,200,yes,no,human,inbound,,,
z2,called,2026-03-27 12:00,2026-03-27 12:05,phone,bill,,200,,no,human,outbound,,,
u1,,2026-03-28 12:00,2026-03-28 12:05,phone,bill,10,200,no,no,human,inbound,,,
e1,end,2026-03-30 18:00,2026-03-30 18:05,phone,other,10,200,yes,no,human,inbound,,,
"""
SURVEYS = """id,about,score,at
1,l1,1,2026-03-25 18:00
2,g1,5,2026-03-25 18:00
3,a1,1,2026-03-20 18:00
4,c1,5,2026-04-15 18:00
"""
OUTCOMES = """who,at,kind
cross,2026-03-26 10:00,complained
barred,2026-03-26 10:00,complained
gone,2026-03-26 10:00,complained
gone,2026-03-27 10:00,churned
called,2026-03-26 10:00,complained
end,2026-04-20 10:00,complained
returner,2026-01-05 10:00,churned
returner,2026-03-26 10:00,complained
"""
CUSTOMERS = (
    "who,value,barred\n" + "".join(f"c{n},100,no\n" for n in range(30)) + "rich,5000,no\nbarred,100,yes\nlow,100,\n"
)
MAPPING = """
[sources.calls]
files = "contacts.csv"
covers_until = 2026-03-30
[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "who"
opened_at = "start"
ended_at = "end"
channel = "channel"
topic = "topic"
wait_s = "wait"
handle_s = "handling"
resolved = { column = "solved", values = { yes = true, no = false } }
abandoned = { column = "gave_up", values = { yes = true, no = false } }
handled_by = "by"
direction = "direction"
promised = "promised"
due_at = "due"
kept_at = "kept"
[sources.answers]
files = "surveys.csv"
[sources.answers.surveys.columns]
survey_id = "id"
contact_id = "about"
score = "score"
answered_at = "at"
sent_at = "at"
instrument = { constant = "csat" }
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
[sources.events]
files = "outcomes.csv"
[sources.events.outcomes.columns]
customer_id = "who"
at = "at"
kind = "kind"
[sources.people]
files = "customers.csv"
[sources.people.customers]
key = ["who"]
[sources.people.customers.columns]
customer_id = "who"
value_per_year = "value"
do_not_contact = { column = "barred", values = { yes = true, no = false } }
[assumptions]
placeholder_share = 1
"""
FILES = {"contacts.csv": CONTACTS, "surveys.csv": SURVEYS, "outcomes.csv": OUTCOMES, "customers.csv": CUSTOMERS}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return loaded(tmp_path_factory.mktemp("reasons"), MAPPING, FILES)


@pytest.fixture(scope="module")
def today(workspace: Workspace) -> Today:
    found = workspace.ask("list")
    assert isinstance(found, Today)
    return found


def held_of(today: Today) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in today.items:
        for entry in item.why:
            found.setdefault(entry.reason, set()).add(item.customer_id)
    return found


def test_each_reason_holds_of_whom_it_should_and_of_nobody_else(today: Today) -> None:
    assert held_of(today) == {
        "returned": {"back"},
        "never_answered": {"waited"},
        "silent_after_effort": {"back", "quiet"},
        "high_value": {"rich"},
        "broken_promise": {"promised"},
        "left_by_bot": {"bot_left"},
        "complained": {"cross", "returner"},
        "low_rating": {"low"},
    }


def test_who_is_not_listed_is_counted(today: Today) -> None:
    """The one who asked for it, who left, whom the provider called, and the contact of nobody known."""
    assert (today.refused, today.left, today.resting, today.unidentified) == (1, 1, 1, 1)
    assert any("asked not to be contacted" in said for said in today.sentences)


def test_nothing_after_the_end_of_the_data_is_read(today: Today) -> None:
    """A complaint, an answer and a promise lie after 30 March."""
    assert not {"end", "notyet"} & {item.customer_id for item in today.items}


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("back", "came back 2 times about one issue"),
        ("waited", "gave up waiting 2 times and was never answered"),
        ("low", "rated 1 on a scale of 1 to 5"),
        ("promised", "was promised a callback that is due and was not made"),
        ("rich", "is worth 5,000 € a year"),
    ],
)
def test_the_facts_are_said(today: Today, who: str, said: str) -> None:
    item = next(item for item in today.items if item.customer_id == who)
    assert said in item.sentence[:1].lower() + item.sentence[1:]
    assert "Mar 2026" in item.sentence


def test_an_unknown_value_is_not_zero(today: Today) -> None:
    """Everybody but one has the value 100 or none: by weight, and the valuable one first."""
    by_customer = {item.customer_id: item for item in today.items}
    assert by_customer["waited"].ranked_by == "weight at the median value"
    assert today.items[0].customer_id == "rich"
    assert today.items[1].customer_id == "waited"
    assert [item.place for item in today.items] == list(range(1, len(today.items) + 1))
    assert by_customer["rich"].stake is None


def test_what_is_old_weighs_less(today: Today) -> None:
    """Half of a weight is gone at the end of a fortnight, by whole days; silence and attempts never answered stay."""
    held = {(item.customer_id, entry.reason): entry.weight for item in today.items for entry in item.why}
    assert held["waited", "never_answered"] == 0.9
    assert held["quiet", "silent_after_effort"] == 0.3
    assert held["back", "returned"] == pytest.approx(0.45 * (1 - 0.5 * 6 / 14))


def test_how_much_value_counts_is_set(tmp_path: Path) -> None:
    """The valuable one has a weak reason: first with value in full, behind those in need where it does not count."""
    places = {}
    for power in (1, 0):
        folder = tmp_path / str(power)
        folder.mkdir()
        found = loaded(folder, f"{MAPPING}[followup]\nvalue_power = {power}\n", FILES).ask("list")
        assert isinstance(found, Today)
        places[power] = next(item.place for item in found.items if item.customer_id == "rich")
    assert places[1] == 1
    assert places[0] > 1


def test_capacity_and_settings_are_heeded(workspace: Workspace, tmp_path: Path) -> None:
    assert len(workspace.ask("list", most=3).to_rows()) == 3
    changed = MAPPING + '[followup]\nreturns = 3\nattempts = 1\n[followup.actions]\ncomplained = "escalation"\n'
    told = loaded(tmp_path, changed, FILES).ask("list")
    assert isinstance(told, Today)
    held = held_of(told)
    assert "returned" not in held
    assert held["never_answered"] == {"waited", "once"}
    assert next(item.action for item in told.items if item.customer_id == "cross") == "escalation"


def test_what_the_data_cannot_tell_is_named(tmp_path: Path) -> None:
    mapping = "\n".join(line for line in MAPPING.splitlines() if not line.startswith(("due_at", "resolved")))
    lacking = {entry.metric: entry.unlock for entry in loaded(tmp_path, mapping, FILES).ask("list").missing}
    assert {"broken_promise", "silent_after_effort", "high_value"} <= set(lacking)
    assert "contacts.due_at" in lacking["broken_promise"]


@pytest.mark.parametrize("name", reasons())
def test_the_pages_are_up_to_date(name: str) -> None:
    assert (pages.FOLDER / f"{name}.md").read_text("utf-8") == pages.page(reasons()[name]), (
        "type: python -m docs.reasons"
    )


def test_no_page_without_its_reason() -> None:
    assert {path.name for path in pages.FOLDER.glob("*.md")} == set(pages.pages())

"""Bad values end in quarantine, or stop the load where the mapping is wrong; never in a figure."""

from __future__ import annotations

import pytest
from tests.intake.conftest import NewWorkspace, Workspace, adds_up, contacts

from steelyard.errors import MappingError

AT = "2026-01-05 10:00:00"
SURVEYS = """
[sources.t]
files = "t.csv"
[sources.t.surveys.columns]
survey_id = "id"
instrument = { constant = "csat" }
score = "score"
scale_min = 1
scale_max = "top"
better = { constant = "high" }
"""


def quarantine(space: Workspace) -> list[tuple[object, ...]]:
    rows = space.rows("SELECT kind, row_number, column_name, reason FROM quarantine ORDER BY ALL")
    return [tuple(row.values()) for row in rows]


def test_rows_without_what_is_required_are_quarantined(workspace: NewWorkspace) -> None:
    body = [
        f"1,{AT}",
        "2,",
        ",2026-01-05",
        "4,yesterday",
        "5,1989-12-31",
        "6,2026-11-02 00:00:01",
        "7,2026-11-01 23:00:00",
    ]
    space = workspace(contacts(), {"t.csv": "id,at\n" + "\n".join(body) + "\n8\n"})
    report = space.load()
    assert adds_up(report)
    assert (report.accounts[0].read, report.accounts[0].accepted, report.accounts[0].quarantined) == (8, 2, 6)
    assert quarantine(space) == [
        ("row", 2, "opened_at", "is missing"),
        ("row", 3, "contact_id", "is missing"),
        ("row", 4, "opened_at", "does not fit the stated format"),
        ("row", 5, "opened_at", "is before 1990"),
        ("row", 6, "opened_at", "is in the future"),
        ("row", 8, "", "has 1 field where the header has 2"),
    ]


def test_values_that_may_be_missing_are_set_aside_and_the_row_kept(workspace: NewWorkspace) -> None:
    columns = 'handle_s = "talk"\nended_at = "end"\ndirection = "dir"\nreplies = "n"\nresolved = "ok"'
    body = f"id,at,talk,end,dir,n,ok\n1,{AT},-5,9999-12-31,sideways,2.5,perhaps\n2,{AT},5,{AT},inbound,2,Y\n"
    space = workspace(contacts(columns), {"t.csv": body})
    report = space.load()
    assert (report.accounts[0].accepted, report.set_aside) == (2, {("t", "contacts"): 5})
    assert {(row[2], row[3]) for row in quarantine(space)} == {
        ("handle_s", "is negative"),
        ("ended_at", "is in the future"),
        ("direction", "is none of inbound, outbound, internal"),
        ("replies", "is not a whole number"),
        ("resolved", "is neither true nor false"),
    }
    assert {row[0] for row in quarantine(space)} == {"cell"}
    kept = space.rows("SELECT count(handle_s) AS h, count(ended_at) AS e, count(direction) AS d FROM contacts")
    assert kept == [{"h": 1, "e": 1, "d": 1}]


def test_scores_outside_their_scale(workspace: NewWorkspace) -> None:
    space = workspace(SURVEYS, {"t.csv": "id,score,top\n1,5,5\n2,6,5\n3,,5\n4,0,5\n5,1,1\n6,3,\n"})
    report = space.load()
    assert adds_up(report)
    assert report.accounts[0].accepted == 2
    assert quarantine(space) == [
        ("row", 2, "score", "is outside its scale"),
        ("row", 4, "score", "is outside its scale"),
        ("row", 5, "scale_max", "is not above scale_min"),
        ("row", 6, "scale_max", "is missing"),
    ]


def test_words_that_are_not_listed(workspace: NewWorkspace) -> None:
    columns = 'team = { column = "g", values = { a = "A", b = "B" }, only_values = true }'
    space = workspace(contacts(columns), {"t.csv": f"id,at,g\n1,{AT},a\n2,{AT},B\n3,{AT},c\n4,{AT},\n"})
    report = space.load()
    assert (report.accounts[0].accepted, report.accounts[0].quarantined) == (3, 1)
    assert quarantine(space) == [("row", 3, "team", "is none of the values listed")]


@pytest.mark.parametrize("share", [4, 10, 50])
def test_a_format_that_fits_most_rows_stops_the_load_and_one_that_fits_all_is_proposed(
    workspace: NewWorkspace, share: int
) -> None:
    days = [f"{1 + n % 9:02d}/{1 + n % 8:02d}/2026 10:00" for n in range(100 - share)]
    days += [f"{13 + n % 15:02d}/01/2026 10:00" for n in range(share)]
    toml = contacts().replace('opened_at = "at"', 'opened_at = { column = "at", format = "%m/%d/%Y %H:%M" }')
    space = workspace(toml, {"t.csv": "id,at\n" + "".join(f"{n},{day}\n" for n, day in enumerate(days))})
    if share <= 5:
        assert space.load().accounts[0].quarantined == share
        return
    with pytest.raises(MappingError, match=f"{share} of 100 values of opened_at") as caught:
        space.load()
    assert '"%d/%m/%Y %H:%M" fits every value' in caught.value.next
    assert "/2026" not in str(caught.value)


def test_words_in_a_column_of_durations_ask_for_the_unit(workspace: NewWorkspace) -> None:
    body = "id,at,talk\n" + "".join(f"{n},{AT},{n} turns\n" for n in range(10))
    with pytest.raises(MappingError, match="State the unit"):
        workspace(contacts('handle_s = "talk"'), {"t.csv": body}).load()


def test_a_corrected_file_clears_its_quarantine(workspace: NewWorkspace) -> None:
    space = workspace(contacts(), {"t.csv": f"id,at\n1,{AT}\n2,\n"})
    space.load()
    assert len(quarantine(space)) == 1
    space.write(files={"t.csv": f"id,at\n1,{AT}\n2,{AT}\n"})
    assert space.load().accounts[0].accepted == 1
    assert quarantine(space) == []

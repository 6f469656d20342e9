"""What rows say of themselves: no contact at all, nobody took it, which way it came."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from intake.conftest import NewWorkspace
from steelyard.intake.proposal import names
from steelyard.intake.proposal.model import TableProposal
from steelyard.intake.proposal.propose import Proposal, propose

ROWS = 120


def proposed(folder: Path, header: str, rows: Sequence[str]) -> Proposal:
    path = folder / "interactions.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return propose([path], data=folder)


def contacts(proposal: Proposal) -> TableProposal:
    return proposal.sources[0].tables[0]


def begun(place: int) -> str:
    return f"2026-03-{place % 28 + 1:02d} 09:{place % 60:02d}:00"


def test_flags_instants_of_deletion_and_tags_say_what_is_no_contact(tmp_path: Path, workspace: NewWorkspace) -> None:
    tags = ["refund,vip", "spam,refund", "", "contest"]
    rows = [
        f"{n},k{n % 40},{begun(n)},a{n % 5},{'Yes' if n % 20 == 0 else 'No'},"
        f'{begun(n) if n % 30 == 1 else ""},"{tags[n % 4]}"'
        for n in range(ROWS)
    ]
    proposal = proposed(tmp_path, "Ticket ID,Customer ID,Created at,Agent,Is test,Trashed at,Tags", rows)
    space = workspace(proposal.to_toml())
    space.load()
    told = {row["excluded"]: row["n"] for row in space.rows("SELECT excluded, count(*) AS n FROM contacts GROUP BY 1")}
    gone = {"test": 6, "deleted": 4, "spam": 28}
    assert told == {**gone, None: ROWS - sum(gone.values())}


def test_what_most_rows_say_excludes_nothing(tmp_path: Path) -> None:
    rows = [f"{n},k{n % 40},{begun(n)},a{n % 5},{'No' if n % 20 == 0 else 'Yes'}" for n in range(ROWS)]
    proposal = proposed(tmp_path, "Ticket ID,Customer ID,Created at,Agent,Is test", rows)
    assert contacts(proposal).guess("excluded") is None


def test_tags_of_merged_tickets_say_how_they_were_closed(tmp_path: Path, workspace: NewWorkspace) -> None:
    rows = [f"{n},k{n % 40},{begun(n)},a{n % 5},{'vip closed_by_merge' if n % 10 == 0 else 'vip'}" for n in range(ROWS)]
    space = workspace(proposed(tmp_path, "Ticket ID,Customer ID,Created at,Agent,Tags", rows).to_toml())
    space.load()
    assert space.values("SELECT count(*) FROM contacts WHERE closure = 'merge'") == [12]


def test_work_after_a_contact_that_nobody_took_is_not_zero(tmp_path: Path, workspace: NewWorkspace) -> None:
    rows = [
        f"{n},k{n},{begun(n)},{'a1' if n % 3 else ''},{'Handled' if n % 3 else 'Abandoned'},{n % 90 + 1},"
        f"{200 + n if n % 3 else 0},{30 if n % 3 else 0}"
        for n in range(ROWS)
    ]
    header = "Call ID,Customer ID,Start time,Agent,Outcome,Wait (s),Talk time (s),After call work (s)"
    space = workspace(proposed(tmp_path, header, rows).to_toml())
    space.load()
    assert space.values("SELECT avg(wrap_s) FROM contacts") == [30]


def test_a_type_that_names_ways_to_get_in_touch_is_the_channel(tmp_path: Path) -> None:
    ways = ["email", "chat", "phone"]
    rows = [f"{n},k{n % 40},{begun(n)},a{n % 5},{ways[n % 3]}" for n in range(ROWS)]
    table = contacts(proposed(tmp_path, "Ticket ID,Customer ID,Created at,Agent,Type", rows))
    channel, topic = table.guess("channel"), table.guess("topic")
    assert channel is not None
    assert channel.mapping.columns == ("Type",)
    assert topic is not None
    assert not topic.is_sure


def test_names_are_known_without_brackets_articles_and_what_leads_them() -> None:
    for target, name in {
        "opened_at": "Created Time (Ticket)",
        "ended_at": "Closed datetime",
        "transfers": "Number of reassignments",
        "resolved_at": "Data da resolução",
    }.items():
        assert names.match("contacts", target, name)[0] > 0.8, name
    assert names.match("contacts", "handle_s", "Number of calls")[0] == 0
    assert names.match("contacts", "contact_id", "#")[0] == 0


def test_calls_that_went_elsewhere_were_neither_answered_nor_abandoned(
    tmp_path: Path, workspace: NewWorkspace, facts: None
) -> None:
    results = ["Answered", "Answered", "Abandoned", "Voicemail", "Callback requested", "Voicemail"]
    taken = ["a1", "a2", "", "", "", "a3"]
    ways = ["Inbound", "Inbound", "Inbound", "Inbound", "Inbound", "Outbound"]
    rows = [f"{n},k{n % 40},{begun(n)},{taken[n % 6]},{results[n % 6]},{ways[n % 6]},{n % 90 + 1}" for n in range(ROWS)]
    header = "Call ID,Customer ID,Created at,Agent,Call Result,Direction,Wait (s)"
    space = workspace(proposed(tmp_path, header, rows).to_toml())
    space.load()
    assert space.values("SELECT count(*) FROM contacts WHERE excluded = 'diverted'") == [ROWS // 3]
    assert space.values("SELECT count(*) FROM fact_contacts WHERE is_contact") == [ROWS // 3]
    assert space.values("SELECT count(*) FROM fact_contacts WHERE is_abandonable") == [ROWS // 2]
    assert space.values("SELECT count(*) FROM fact_contacts WHERE is_abandoned") == [ROWS // 6]
    assert space.values("SELECT count(*) FROM fact_contacts WHERE is_outbound") == [ROWS // 6]


def test_without_a_column_of_who_took_them_the_word_of_the_result_tells(
    tmp_path: Path, workspace: NewWorkspace
) -> None:
    words = ["completed", "completed", "no-answer", "busy"]
    rows = [f"{n},k{n % 40},{begun(n)},{words[n % 4]},{n % 90 + 1}" for n in range(ROWS)]
    proposal = proposed(tmp_path, "Call ID,Customer ID,Created at,Call Status,Wait (s)", rows)
    space = workspace(proposal.to_toml())
    space.load()
    assert space.values("SELECT count(*) FROM contacts WHERE excluded = 'diverted'") == [ROWS // 4]

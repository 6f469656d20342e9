"""Proposed mappings: right where the truth is known, marked where unsure, readable whatever the file."""

from __future__ import annotations

import gzip
from importlib.resources import files as resources
from pathlib import Path

import pytest

from intake.scoring import score
from samples.zendesk import export_zendesk
from steelyard import settings
from steelyard.errors import SourceError
from steelyard.intake.proposal.propose import Proposal, propose
from steelyard.settings.mapping import ColumnMapping
from steelyard.settings.model import Settings
from steelyard.simulate.files.export import export

RECIPES = Path(__file__).resolve().parents[3] / "recipes"
ENDINGS = (".csv", ".tsv", ".parquet")
CALLS = "Call ID,Start time,Queue,Agent,Wait,Outcome,Customer no.\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def read_back(proposal: Proposal, folder: Path) -> Settings:
    (folder / "steelyard.toml").write_text(proposal.to_toml(), "utf-8")
    return settings.read(folder)


def calls(count: int, day: str = "2026-03-{:02d} 09:00:00") -> str:
    return CALLS + "".join(
        f"C{n:05d},{day.format(n % 28 + 1)},Sales {n % 3},A{n % 7},{n % 90},{'ANSWERED' if n % 5 else 'ABANDONED'},"
        f"{0 if n % 4 == 0 else 5000 + n % 50}\n"
        for n in range(count)
    )


def column(proposal: Proposal, target: str, table: str = "contacts") -> ColumnMapping:
    guess = next(t for s in proposal.sources for t in s.tables if t.table == table).guess(target)
    assert guess is not None
    return guess.mapping


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "exports"
    export("handle-time-target", folder, contacts=6000)
    return folder


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("ecommerce-csat", 0.95),
        ("anonymous-bank-calls", 0.95),
        ("pwc-call-centre", 0.95),
        ("italian-helpdesk", 0.8),
        ("servicenow-incidents", 0.9),
    ],
)
def test_public_data_are_mapped_as_by_hand(shared: Path, tmp_path: Path, name: str, least: float) -> None:
    folder = shared / "data" / name
    proposal = propose([f for f in sorted(folder.iterdir()) if f.suffix in ENDINGS], data=folder)
    found = score(proposal, RECIPES / name)
    assert found.share >= least, found.missed
    assert found.wrong == ()
    assert read_back(proposal, tmp_path).sources


def test_a_simulated_centre_is_mapped_as_by_hand(simulated: Path, tmp_path: Path) -> None:
    truth = tmp_path / "truth"
    truth.mkdir()
    demo = resources("steelyard.simulate").joinpath("demo.toml").read_text("utf-8")
    (truth / "steelyard.toml").write_text(demo, "utf-8")
    proposal = propose(sorted(simulated.iterdir()))
    found = score(proposal, truth)
    assert found.share >= 0.9, found.missed
    assert found.wrong == ()
    assert proposal.currency == "EUR"
    assert column(proposal, "customer_id", "contacts")
    read = read_back(proposal, tmp_path)
    known = {source.name: source for source in settings.read(truth).sources}
    keys = {table.key for source in known.values() for table in source.tables if table.table != "outcomes"}
    assert keys <= {table.key for source in read.sources for table in source.tables}
    survey = next(source for source in read.sources if source.name == "survey_invitations")
    assert survey.invitations == "all"


def test_ids_that_files_share_are_reported(simulated: Path) -> None:
    links = propose(sorted(simulated.iterdir())).links
    assert any(link.startswith("Contact of quality_evaluations: 100%") for link in links)
    assert any("Agent ext. of telephone_calls" in link and "payroll_agents" in link for link in links)


def test_zendesk_tables_are_recognised(tmp_path: Path) -> None:
    export_zendesk(tmp_path / "export", tickets=300)
    proposal = propose(sorted((tmp_path / "export").iterdir()))
    expected = {
        "contact_id": "id", "customer_id": "requester_id", "agent_id": "assignee_id", "team": "group_id",
        "opened_at": "created_at", "channel": "via_channel", "priority": "priority",
    }  # fmt: skip
    for target, name in expected.items():
        assert column(proposal, target).columns == (name,), target
    by_table = {table.table: table for source in proposal.sources for table in source.tables}
    assert by_table["agents"].filter == "\"role\" IN ('agent')"
    assert by_table["contacts"].version == "updated_at"
    assert {"comment", "field"} <= {word for entry in proposal.left for name in entry.files for word in name.split("_")}


@pytest.mark.shared
def test_tables_without_contacts_are_not_made_into_contacts(shared: Path) -> None:
    for name in ("ibm-telco-churn", "telecom-churn-tickets"):
        proposal = propose(sorted((shared / "data" / name).glob("*.csv")))
        assert {table.table for source in proposal.sources for table in source.tables} <= {"customers", "surveys"}


@pytest.mark.shared
def test_contacts_without_a_start_are_marked_not_invented(shared: Path, tmp_path: Path) -> None:
    proposal = propose([shared / "data" / "synthetic-tickets" / "customer_support_tickets.csv"])
    assert proposal.gaps == ("customer_support_tickets: contacts needs opened_at",)
    tables = [table.table for table in read_back(proposal, tmp_path).sources[0].tables]
    assert tables == ["surveys"]


@pytest.mark.parametrize(
    ("day", "format"),
    [
        ("{:02d}/03/2026 09:00", "%d/%m/%Y %H:%M"),
        ("3/{:d}/2026 9:05 PM", "%m/%d/%Y %I:%M %p"),
        ("{:02d}.03.26 09:00:00", "%d.%m.%y %H:%M:%S"),
        ("{:02d}-Mar-2026 09:00", "%d-%b-%Y %H:%M"),
    ],
)
def test_day_and_month_are_told_by_evidence(tmp_path: Path, day: str, format: str) -> None:
    proposal = propose([write(tmp_path, "calls.csv", calls(300, day))])
    assert column(proposal, "opened_at").formats == (format,)


def test_a_date_that_could_be_both_is_unsure(tmp_path: Path) -> None:
    proposal = propose([write(tmp_path, "calls.csv", calls(300, "03/04/2026 09:{:02d}"))])
    guess = {entry.target: entry for _, entry in proposal.unsure}["opened_at"]
    assert "cannot be told" in guess.reason
    assert "# unsure: opened_at" in proposal.to_toml()


def test_epochs_offsets_and_lost_times(tmp_path: Path) -> None:
    header = "ticket id,created at,closed at,first reply at,channel,agent\n"
    rows = "".join(
        f"{n},{1767225600 + 977 * n},2026-01-05T10:{n % 60:02d}:00+02:00,"
        f"2026-01-05 {f'10:{n % 59 + 1:02d}' if n % 8 else '00:00'}:00,email,A{n % 5}\n"
        for n in range(400)
    )
    proposal = propose([write(tmp_path, "tickets.csv", header + rows)])
    assert column(proposal, "opened_at").unit == "epoch_s"
    assert column(proposal, "ended_at").formats == ()
    assert column(proposal, "ended_at").lost_time == ""
    assert column(proposal, "first_reply_at").lost_time == "00:00"


def test_placeholders_and_outcomes_are_read(tmp_path: Path) -> None:
    proposal = propose([write(tmp_path, "calls.csv", calls(400))])
    assert column(proposal, "customer_id").missing == ("0",)
    assert column(proposal, "abandoned").values == {"ANSWERED": False, "ABANDONED": True}
    assert column(proposal, "wait_s").unit == "s"
    assert column(proposal, "channel").constant == "phone"


@pytest.mark.parametrize(
    ("name", "values", "scale", "instrument"),
    [
        ("CSAT", range(1, 6), (1, 5), "csat"),
        ("NPS", range(11), (0, 10), "nps"),
        ("Customer effort score", range(1, 8), (1, 7), "ces"),
        ("Satisfaction score (out of 5)", (3, 4), (1, 5), "csat"),
    ],
)
def test_scales_are_found(tmp_path: Path, name: str, values: range, scale: tuple[int, int], instrument: str) -> None:
    rows = "".join(f"S{n},C{n},{values[n % len(values)]},2026-01-{n % 28 + 1:02d}\n" for n in range(200))
    proposal = propose([write(tmp_path, "survey.csv", f"Response ID,Contact ID,{name},Answered\n{rows}")])
    assert column(proposal, "instrument", "surveys").constant == instrument
    assert column(proposal, "scale_min", "surveys").constant == scale[0]
    assert column(proposal, "scale_max", "surveys").constant == scale[1]
    assert (proposal.sources[0].invitations, column(proposal, "score", "surveys").columns) == ("answers", (name,))


@pytest.mark.parametrize(
    ("values", "unsure", "meanings"),
    [
        (("-0.8", "0.1", "", "0.95"), False, {}),
        (("Positive", "NEGATIVE", "", "neutral"), False, {"Positive": 1, "NEGATIVE": -1, "neutral": 0}),
        (("0.8", "0.1", "", "0.95"), True, {}),
    ],
)
def test_a_tools_reading_of_remarks_is_found(
    tmp_path: Path, values: tuple[str, ...], unsure: bool, meanings: dict[str, int]
) -> None:
    rows = "".join(f"S{n},C{n},{n % 5 + 1},{values[n % 4]}\n" for n in range(200))
    proposal = propose([write(tmp_path, "survey.csv", f"Response ID,Contact ID,CSAT,Sentiment score\n{rows}")])
    found = column(proposal, "sentiment", "surveys")
    assert (found.columns, dict(found.values)) == (("Sentiment score",), meanings)
    assert ("sentiment" in [guess.target for _, guess in proposal.unsure]) == unsure


@pytest.mark.parametrize("values", [("1", "50", "100"), ("calm", "positive", "angry")])
def test_a_reading_on_another_scale_is_not_guessed(tmp_path: Path, values: tuple[str, ...]) -> None:
    rows = "".join(f"S{n},C{n},{n % 5 + 1},{values[n % 3]}\n" for n in range(200))
    proposal = propose([write(tmp_path, "survey.csv", f"Response ID,Contact ID,CSAT,Sentiment\n{rows}")])
    (table,) = proposal.sources[0].tables
    assert "sentiment" not in {guess.target for guess in table.guesses}


def test_an_effort_scale_without_words_leaves_its_direction_open(tmp_path: Path) -> None:
    rows = "".join(f"S{n},C{n},{n % 7 + 1}\n" for n in range(100))
    proposal = propose([write(tmp_path, "survey.csv", f"Response ID,Contact ID,CES\n{rows}")])
    assert [guess.target for _, guess in proposal.unsure] == ["better"]


def test_a_key_is_proposed_only_where_it_is_unique_on_all_rows(tmp_path: Path) -> None:
    once = propose([write(tmp_path, "calls.csv", calls(500))])
    assert once.sources[0].tables[0].key == ("Call ID",)
    doubled = calls(500) + calls(500).split("\n", 1)[1]
    assert propose([write(tmp_path, "calls.csv", doubled)]).sources[0].tables[0].key == ("Call ID",)
    clash = calls(500) + "C00007,2026-05-05 09:00:00,Sales 1,A1,3,ANSWERED,5001\n"
    tables = propose([write(tmp_path, "calls.csv", clash)]).sources
    assert all(table.key != ("Call ID",) for source in tables for table in source.tables)


def test_files_of_one_family_become_one_glob(tmp_path: Path) -> None:
    for month in (1, 2, 3):
        write(tmp_path, f"calls-2026-0{month}.csv", calls(60).replace("C0", f"C{month}"))
    write(tmp_path, "survey.csv", "Response ID,Contact ID,NPS\n" + "".join(f"S{n},C{n},{n % 11}\n" for n in range(60)))
    proposal = propose(sorted(tmp_path.glob("*.csv")))
    assert {source.files for source in proposal.sources} == {("calls-2026-0*.csv",), ("survey.csv",)}
    assert next(source for source in proposal.sources if source.name == "calls").rows == 180


def test_a_history_becomes_a_view_of_last_rows(tmp_path: Path) -> None:
    header = "Ticket ID,Updated,Status,Channel,Group,Priority,Created\n"
    rows = "".join(
        f"{n},2026-02-{n % 20 + 1:02d} 1{step}:00:00,{('new', 'open', 'solved')[step]},email,G{n % 3},low,"
        "2026-02-01 08:00:00\n"
        for n in range(100)
        for step in range(3)
    )
    proposal = propose([write(tmp_path, "ticket_history.csv", header + rows)])
    assert "QUALIFY row_number()" in proposal.sources[0].view
    assert read_back(proposal, tmp_path).sources[0].tables[0].key == ("Ticket ID",)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("binary.csv", bytes(range(256)) * 40, "binary|not text|no text"),
        ("header.csv", b"Call ID,Start time\n", "no rows"),
        ("one.csv", b"calls\na\nb\nc\n", "one column"),
        ("numbers.csv", b"1,2\n3,4\n5,6\n", "no contacts"),
    ],
)
def test_a_hopeless_file_is_told_in_clear_words(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    good = write(tmp_path, "calls.csv", calls(60))
    proposal = propose([good, tmp_path / name])
    assert [source.name for source in proposal.sources] == ["calls"]
    reasons = [entry.reason for entry in proposal.left if name in entry.files]
    assert len(reasons) == 1
    assert any(word in reasons[0] for word in words.split("|")), reasons
    assert read_back(proposal, tmp_path).sources


def test_nothing_readable_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no files"):
        propose([])
    with pytest.raises(SourceError):
        propose([tmp_path / "absent.csv"])
    (tmp_path / "empty.csv").touch()
    with pytest.raises(SourceError, match="empty"):
        propose([tmp_path / "empty.csv"])


def test_odd_names_and_signs_still_make_a_valid_mapping(tmp_path: Path) -> None:
    header = 'Call ID,Start time,"Queue ""x"" # \\ é",Agent,Wait,العميل,😀\n'
    rows = "".join(f"C{n},2026-03-{n % 28 + 1:02d} 09:00:00,Q{n % 3},A{n % 4},{n},5,=1+1\n" for n in range(80))
    folder = tmp_path / 'od"d'
    folder.mkdir()
    proposal = propose([write(folder, "calls [1] 'x'.csv", header + rows)])
    assert read_back(proposal, tmp_path).sources


def test_packed_files_and_other_formats(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv.gz"
    path.write_bytes(gzip.compress(calls(100).encode()))
    assert propose([path]).sources[0].name == "calls"


def test_reasons_name_no_ids(simulated: Path) -> None:
    text = propose(sorted(simulated.iterdir())).to_toml()
    assert "500001" not in text
    assert "CA0000012" not in text


def test_a_file_whose_name_is_no_text_is_left_with_the_reason(tmp_path: Path) -> None:
    write(tmp_path, "calls.csv", calls(40))
    odd = tmp_path / b"odd\xff.csv".decode("utf-8", "surrogateescape")
    try:
        odd.write_text(calls(40), "utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    proposal = propose([tmp_path / "calls.csv", odd])
    assert [source.files for source in proposal.sources] == [("calls.csv",)]
    assert "not UTF-8" in proposal.left[0].reason
    proposal.to_toml().encode()

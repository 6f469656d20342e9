"""What `init` recognises, `load` reads: one centre's calls, spelled as people and systems in many places spell them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake.conftest import NewWorkspace
from steelyard.intake.proposal.propose import Proposal, propose

GERMAN = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
FRENCH = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
SPANISH = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
CALLS = [(datetime(2026, 1, 5, 9) + timedelta(hours=53 * n, minutes=n), 65 + 61.0 * (n % 90)) for n in range(120)]

Spell = Callable[[datetime], str]


def table(at: Spell, lasting: Callable[[float], str]) -> str:
    rows = (f'{n};K{n % 40};"{at(begun)}";A{n % 5};"{lasting(length)}"\n' for n, (begun, length) in enumerate(CALLS))
    return "Call ID;Customer ID;Start time;Agent;Handle time\n" + "".join(rows)


def clock(length: float) -> str:
    return f"{int(length // 3600)}:{int(length % 3600 // 60):02d}:{int(length % 60):02d}"


def proposed(folder: Path, text: str) -> Proposal:
    path = folder / "calls.csv"
    path.write_text(text, encoding="utf-8")
    return propose([path], data=folder)


@pytest.mark.parametrize(
    ("at", "shift"),
    [
        (lambda t: t.strftime("%d/%b/%y %I:%M %p"), 0),
        (lambda t: t.strftime("%b %d, %Y %I:%M\u202f%p"), 0),
        (lambda t: t.strftime("%a, %d %b %Y %H:%M:%S"), 0),
        (lambda t: f"{t.day}. {GERMAN[t.month - 1]} {t.year}, {t:%H:%M} Uhr", 0),
        (lambda t: f"{t.day} {FRENCH[t.month - 1]} {t.year} à {t:%Hh%M}", 0),
        (lambda t: f"{t.day} de {SPANISH[t.month - 1]} de {t.year} {t:%H:%M}", 0),
        (lambda t: f"{t.day}.{t.month}.{t.year} {t:%H.%M}", 0),
        (lambda t: t.strftime("%m/%d/%Y %H:%M:%S PST"), 8),
        (lambda t: t.strftime("%a %b %d %Y %H:%M:%S GMT+0100 (Central European Standard Time)"), -1),
        (lambda t: f"{(t - datetime(1970, 1, 1)).total_seconds():.3f}", 0),
    ],
)
def test_instants(tmp_path: Path, workspace: NewWorkspace, at: Spell, shift: int) -> None:
    text = table(at, clock)
    space = workspace(proposed(tmp_path, text).to_toml(), {"calls.csv": text})
    space.load()
    found = space.values("SELECT epoch(opened_at) AS t FROM contacts ORDER BY CAST(contact_id AS INTEGER)")
    truth = [(begun + timedelta(hours=shift) - datetime(1970, 1, 1)).total_seconds() for begun, _ in CALLS]
    assert found == truth


@pytest.mark.parametrize(
    "lasting",
    [
        lambda s: f"{s / 60:.4f} min",
        lambda s: f"{int(s // 3600)}h {int(s % 3600 // 60)}m {int(s % 60)}s",
        lambda s: f"PT{int(s // 60)}M{int(s % 60)}S",
        lambda s: f"{int(s // 60)} Min. {int(s % 60)} Sek.",
        lambda s: f"{s:,.2f}",
        lambda s: f"{s:,.2f}".replace(",", "'").replace(".", ","),
    ],
)
def test_durations(tmp_path: Path, workspace: NewWorkspace, lasting: Callable[[float], str]) -> None:
    text = table(lambda t: t.isoformat(), lasting)
    space = workspace(proposed(tmp_path, text).to_toml(), {"calls.csv": text})
    space.load()
    found = space.values("SELECT handle_s FROM contacts ORDER BY CAST(contact_id AS INTEGER)")
    assert found == [pytest.approx(length, abs=0.01) for _, length in CALLS]


@pytest.mark.parametrize(
    ("at", "lasting", "target", "words"),
    [
        (lambda t: t.strftime("%Y-%m-%d %H:%M:%S IST"), clock, "opened_at", "IST is the name of several zones"),
        (lambda t: t.replace(day=t.day % 12 + 1).strftime("%d/%m/%Y %H:%M"), clock, "opened_at", '"%m/%d/%Y %H:%M"'),
        (lambda t: t.isoformat(), lambda s: f"{s / 60:.3f}", "handle_s", "no value says which"),
        (lambda t: t.isoformat(), lambda s: f"1d {int(s // 60)}m", "handle_s", "words_8h"),
    ],
)
def test_what_can_be_read_two_ways_is_not_in_force(
    tmp_path: Path, at: Spell, lasting: Callable[[float], str], target: str, words: str
) -> None:
    shorter = lambda s: lasting(s if s < 600 else s % 500 + 65)  # noqa: E731
    unsure = {guess.target: guess for _, guess in proposed(tmp_path, table(at, shorter)).unsure}
    assert words in unsure[target].reason


def test_a_column_whose_order_cannot_be_told_follows_the_file(tmp_path: Path) -> None:
    text = "Ticket ID,Customer ID,Created at,Resolved at,Agent\n" + "".join(
        f"{n},K{n},0{n % 9 + 1}/05/2026 09:00,{n % 28 + 1:02d}/06/2026 09:30,A{n % 4}\n" for n in range(60)
    )
    (tmp_path / "tickets.csv").write_text(text, encoding="utf-8")
    (table,) = propose([tmp_path / "tickets.csv"]).sources[0].tables
    guess = table.guess("opened_at")
    assert guess is not None
    assert guess.mapping.formats == ("%d/%m/%Y %H:%M",)
    assert "as in the file's other dates" in guess.reason

"""A small service team on disk, loaded once, and its command line: inside this process, or as one of its own."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from steelyard import cli
from steelyard.store import Store

HEADER = "id,customer,opened,closed,team,agent,channel,topic,handle,csat,remark"
PRIVATE = re.compile(r"K-\d|CUST-\d|Secret remark")
"""Ids and remarks as `calls` writes them: no message may quote them."""

TOML = """[workspace]
name = "Small"
time_zone = "Europe/Lisbon"

[assumptions]
hourly_cost = 28.0

[sources.calls]
files = "calls.csv"

[sources.calls.contacts]
key = ["id"]

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "customer"
opened_at = "opened"
ended_at = "closed"
team = "team"
agent_id = "agent"
channel = "channel"
topic = "topic"
handle_s = "handle"

[sources.calls.surveys]
key = ["id"]
filter = "csat <> ''"

[sources.calls.surveys.columns]
survey_id = "id"
contact_id = "id"
instrument = { constant = "csat" }
score = "csat"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
"""


def calls(size: int = 300, seed: int = 1) -> list[list[str]]:
    """Half a year of calls; the same ids whatever the seed."""
    dice = random.Random(seed)
    rows = []
    for number in range(size):
        opened = datetime(2026, 1, 5, 9) + timedelta(minutes=dice.randrange(200 * 24 * 60))
        closed = opened + timedelta(minutes=dice.randrange(3, 90))
        who = [f"K-{number:05}", f"CUST-{dice.randrange(size // 2)}", str(opened), str(closed)]
        where = [dice.choice(["North", "South"]), f"AG-{dice.randrange(8)}", dice.choice(["phone", "chat"])]
        what = [dice.choice(["bill", "parcel"]), str(dice.randrange(60, 900)), dice.choice(["", *"12345"])]
        rows.append([*who, *where, *what, f"Secret remark {number}"])
    return rows


def written(rows: list[list[str]]) -> str:
    """Rows as CSV with the header."""
    return "\n".join([HEADER, *(",".join(row) for row in rows)]) + "\n"


CALLS = written(calls())


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def failed(self, *words: str, code: int = cli.FAILED) -> None:
        """It ended in an error a person can read, which says all of this."""
        assert (self.code, self.out) == (code, ""), self
        assert "Traceback" not in self.err
        assert "Unexpected error" not in self.err
        assert not PRIVATE.search(self.err), self.err
        assert [word for word in words if word not in self.err] == [], self.err


@dataclass(frozen=True)
class Place:
    """A workspace's folder."""

    folder: Path

    def write(self, toml: str | bytes = TOML, files: Mapping[str, str | bytes] | None = None) -> Place:
        for name, content in {"steelyard.toml": toml, **(files or {})}.items():
            (self.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    @property
    def store(self) -> Store:
        return Store(self.folder / "store")

    def figures(self) -> tuple[int, ...]:
        """Version, contacts, seconds of work, issues: what a question would find now."""
        with self.store.snapshot() as snapshot:
            found = snapshot.engine.query(
                "SELECT (SELECT count(*) FROM contacts) AS contacts, (SELECT sum(work_s) FROM fact_contacts) AS work, "
                "(SELECT count(*) FROM fact_issues) AS issues, (SELECT sum(score) FROM surveys) AS scores"
            )
            return (snapshot.manifest.version, *(int(values[0]) for values in found.values()))

    def start(self, *args: str, **options: object) -> subprocess.Popen[str]:
        """The real command in a process of its own."""
        command = [sys.executable, "-c", "from steelyard.cli import main; main()", *args]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=self.folder, text=True, **{**pipes, **options})  # type: ignore[call-overload,no-any-return]


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """(place, arguments) -> what the command does there, in this process; `columns` is the terminal's width."""

    def call(place: Place, *args: str, columns: int = 80) -> Ran:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.chdir(place.folder)
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main(list(args))
        out, err = capsys.readouterr()
        return Ran(int(left.value.code or 0), out, err)

    return call


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("loaded")).write(files={"calls.csv": CALLS})
    process = place.start("load")
    assert process.wait(timeout=120) == cli.FINE
    process.communicate()
    return place


@pytest.fixture(scope="module")
def shown(loaded: Place) -> Place:
    """The loaded workspace, to ask and not to change."""
    return loaded


@pytest.fixture
def place(loaded: Place, tmp_path: Path) -> Place:
    """A copy of the loaded workspace, to break."""
    return Place(Path(shutil.copytree(loaded.folder, tmp_path / "place")))


@pytest.fixture
def fresh(tmp_path: Path) -> Place:
    """A workspace with files, in which nothing was loaded."""
    (tmp_path / "fresh").mkdir()
    return Place(tmp_path / "fresh").write(files={"calls.csv": CALLS})


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what decides about colour, and more."""
    return {**{name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}, **more}

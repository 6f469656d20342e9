"""What was asked once is answered from what the store keeps: the next process needs no compiler and no engine."""

from __future__ import annotations

import subprocess
import sys

import pytest

from end_to_end.conftest import Place, calls, written

ASK = """
import sys
from steelyard import cli
try:
    cli.main({given})
except SystemExit:
    print(*{{name.partition(".")[0] for name in sys.modules}}, file=sys.stderr)
"""

QUESTIONS = (
    ("weigh",),
    ("compare", "--by", "team"),
    ("participation",),
    ("readings",),
    ("drivers",),
    ("explain", "fcr"),
)


@pytest.mark.parametrize("given", QUESTIONS, ids=lambda given: given[0])
def test_asked_again_neither_compiler_nor_engine_is_loaded(place: Place, given: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", ASK.format(given=list(given))]
    first, again = (
        subprocess.run(command, cwd=place.folder, capture_output=True, text=True, check=True) for _ in range(2)
    )
    assert first.stdout
    assert again.stdout == first.stdout
    assert not {"ibis", "sqlglot", "duckdb"} & set(again.stderr.split())


def test_a_later_version_is_asked_without_compiling(place: Place) -> None:
    ask = [sys.executable, "-c", ASK.format(given=["weigh"])]
    subprocess.run(ask, cwd=place.folder, capture_output=True, check=True)
    place.write(files={"calls.csv": written(calls(320))})
    assert place.start("load", "--again").wait(timeout=120) == 0
    again = subprocess.run(ask, cwd=place.folder, capture_output=True, text=True, check=True)
    assert {"ibis", "sqlglot", "duckdb"} & set(again.stderr.split()) == {"duckdb"}

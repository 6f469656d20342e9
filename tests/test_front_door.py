"""The package's names: all there, looked up late, nothing heavy on import."""

from __future__ import annotations

import subprocess
import sys

import pytest

import steelyard

HEAVY = ("duckdb", "numpy", "scipy", "ibis", "altair", "click", "rich", "pandas", "sqlglot")


def imported(statement: str) -> set[str]:
    """Top-level modules a fresh interpreter has after a statement."""
    code = f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_imports_nothing_heavy() -> None:
    assert not imported("import steelyard") & set(HEAVY)


def test_what_runs_loads_beside_a_question_imports_no_statistics() -> None:
    assert "scipy" not in imported("import steelyard.background")


def test_every_name_is_there() -> None:
    for name in steelyard.__all__:
        assert getattr(steelyard, name) is not None
    assert set(steelyard.__all__) <= set(dir(steelyard))
    assert steelyard.__version__.count(".") == 2


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = steelyard.nothing_like_it


def test_answers_are_the_same_classes_as_at_home() -> None:
    from steelyard.analyses.scorecard.question import Scorecard
    from steelyard.answers import Answer

    assert steelyard.Scorecard is Scorecard
    assert steelyard.Answer is Answer

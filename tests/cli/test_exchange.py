"""exchange: where one lies among files of peers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.exchange.test_compare import company

from steelyard import cli
from steelyard.exchange import signing


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """One company and four peers, each with a key of its own."""
    rng, found = np.random.default_rng(1), []
    for at in range(5):
        (tmp_path / f"{at}").mkdir()
        path = tmp_path / f"{at}.json"
        held = company(rng, 0.7 if at else 0.8, 0.6, company=f"Firm {at}", is_named=at == 4)
        path.write_text(signing.sealed(held, tmp_path / f"{at}"), "utf-8")
        found.append(str(path))
    return found


def test_where_one_lies(run, files: list[str]) -> None:
    code, out, _ = run("exchange", "compare", *files)
    assert code == cli.FINE
    assert "of 4 peers 4 lie surely below, none surely above, none within sampling error." in out
    assert "Named: Firm 4" in out
    assert "Firm 2" not in out


def test_as_json(run, files: list[str]) -> None:
    told = json.loads(run("exchange", "compare", *files, "--json")[1])
    assert len(told["keys"]) == 5
    assert told["measures"][0]["above"] == 4


def test_the_same_company_twice_is_refused(run, files: list[str]) -> None:
    code, _, err = run("exchange", "compare", *files, files[1])
    assert code == cli.FAILED
    assert "of the same company" in err


def test_a_changed_file_is_refused(run, files: list[str]) -> None:
    path = Path(files[2])
    told = json.loads(path.read_text())
    told["shared"]["cells"][0]["value"] = 0.99
    path.write_text(json.dumps(told))
    code, _, err = run("exchange", "compare", *files)
    assert code == cli.FAILED
    assert "changed after it was signed" in err

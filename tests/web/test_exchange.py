"""The exchange on a page: nothing kept of peers' files, refused in place, nobody named without consent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from tests import workspaces
from tests.exchange.test_compare import company
from tests.web.conftest import served
from tests.web.test_log import MAPPING

from steelyard.exchange import signing


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("exchange")
    workspaces.loaded(found, MAPPING, {"calls.csv": "Call,Begin\nC1,2026-07-01 10:00:00\n"})
    return found


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(served(folder)) as found:
        yield found


def files(folder: Path, scratch: Path, peers: int) -> list[tuple[str, tuple[str, str]]]:
    """The own file and those of peers, of whom the first lets itself be named."""
    rng = np.random.default_rng(1)
    found = [("files", ("ours.json", signing.sealed(company(rng, 0.75, 0.65), folder)))]
    for place in range(peers):
        (own := scratch / f"{place}").mkdir()
        shared = replace(company(rng, 0.6, 0.5), company=f"<b>Firm {place}", is_named=place == 0)
        found.append(("files", (f"peer-{place}.json", signing.sealed(shared, own))))
    return found


def sent(client: TestClient, given: Sequence[tuple[str, tuple[str, str]]]) -> tuple[int, str]:
    answer = client.post("/exchange/compare", files=list(given))
    return answer.status_code, answer.text


def test_where_one_lies_and_who_is_named(client: TestClient, folder: Path, tmp_path: Path) -> None:
    code, page = sent(client, files(folder, tmp_path, 5))
    assert code == 200
    assert "of 5 peers 5 lie surely below" in page
    assert "Named: &lt;b&gt;Firm 0" in page
    assert "Firm 1" not in page
    assert page.count("peer-1.json") == 1
    assert not list(folder.glob("*.json"))


def test_refusals_say_which_file_and_what_to_do(client: TestClient, folder: Path, tmp_path: Path) -> None:
    given = files(folder, tmp_path, 3)
    assert sent(client, given[1:])[0] == 422
    assert "none of the files was written here" in sent(client, given[1:])[1].lower()
    assert "too few" in sent(client, given[:3])[1]
    changed = (given[3][0], ("changed.json", given[3][1][1].replace('"n": 1000', '"n": 2000')))
    code, page = sent(client, [*given[:3], changed])
    assert code == 422
    assert "hanged.json: the signature does not hold" in page
    code, page = sent(client, [*given, ("files", ("again.json", given[1][1][1]))])
    assert code == 422
    assert "gain.json: it is of the same company as peer-0.json" in page


def test_what_cannot_be_given_is_said(client: TestClient) -> None:
    answer = client.post("/exchange/give", data={"company": "Acme"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text

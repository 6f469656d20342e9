"""Files are sent through the door as a browser sends them: with the page's token, and not without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.web.conftest import served

from steelyard.web.access.opening import access

CALLS = "Call ID,Start time,Agent,Wait\n" + "".join(
    f"C{n},2026-03-0{n % 9 + 1} 09:00:00,A{n % 5},{n}\n" for n in range(60)
)


@pytest.mark.parametrize("is_own", [True, False])
def test_files_are_sent_with_the_pages_token_and_not_without(tmp_path: Path, is_own: bool) -> None:
    folder = tmp_path / "support"
    app = served(folder, access=access(folder, is_near=True))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        page = client.get("/data/upload")
        assert page.status_code == 200, page.text
        found = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert found is not None
        sent = [("files", ("calls.csv", CALLS.encode(), "text/csv"))]
        shown = client.post("/data/upload", files=sent, data={"csrf": found.group(1) if is_own else "forged"})
        assert shown.status_code == (200 if is_own else 403)
        assert len(list((folder / ".drafts").glob("*"))) == is_own
        if is_own:
            again = client.post(shown.url.path, data={"csrf": found.group(1), "do": "check"})
            assert again.status_code == 200
            assert "rows would be loaded" in again.text

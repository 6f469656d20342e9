"""The section [followup]."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError


def test_what_it_says_is_read(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text(
        "[followup]\ncapacity = 7\n[followup.capacity_of]\nPorto = 3\n[followup.weights]\nreturned = 0\n"
        '[followup.actions]\nreturned = "callback"\n[followup.holdout]\ncallback = 0.2\n'
    )
    found = settings.read(tmp_path).followup
    assert (found.capacity, found.capacity_of, found.weights) == (7, {"Porto": 3}, {"returned": 0.0})
    assert (found.actions, found.holdout) == ({"returned": "callback"}, {"callback": 0.2})


@pytest.mark.parametrize("address", ["https://helpdesk.example/in", "http://127.0.0.1:8080/in", "http://[::1]/in"])
def test_an_address_is_safe_or_on_this_machine(tmp_path: Path, address: str) -> None:
    (tmp_path / "steelyard.toml").write_text(f'[followup]\nwebhook = "{address}"\nwebhook_customer = true\n')
    found = settings.read(tmp_path).followup
    assert (found.webhook, found.webhook_customer) == (address, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[followup]\ncapacity = 0", "at least"),
        ("[followup]\ncapacity = 2.5", "whole number"),
        ("[followup.weights]\nretured = 1", "no reason 'retured'"),
        ('[followup.actions]\nreturned = "flowers"', "cannot be 'flowers'"),
        ("[followup.holdout]\ncallback = 1", "between 0 and 0.9"),
        ("[followup]\nlow_rating = 25", "between 0 and 1"),
        ('[followup]\nwebhook = "http://helpdesk.example/in"', "https://"),
        ('[followup]\nwebhook = "http://localhost.example/in"', "https://"),
        ('[followup]\nwebhook = "https://"', "https://"),
        ('[followup]\nwebhook = "https://me:word@helpdesk.example/in"', "a name or a password"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "steelyard.toml").write_text(text)
    with pytest.raises(SettingsError) as refused:
        settings.read(tmp_path)
    assert said.removeprefix("at least") in str(refused.value)
    assert "line" in str(refused.value)

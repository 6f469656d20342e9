"""Signing in with a real OpenID Connect provider on this machine, and what is refused of one that is not honest."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from tests.postgres import free_port

from steelyard import settings
from steelyard.desk import Desk
from steelyard.errors import RefusedError, SettingsError, SteelyardError
from steelyard.settings.model import OidcSettings
from steelyard.web.access import provider as providers
from steelyard.web.access.provider import CALLBACK, Provider
from web.access.conftest import opened, put

ADDRESS, SECRET = "http://127.0.0.1:8460", "what only the two of them know"
VERSION = "9.13.3"


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """Address of the provider; skips where npm is not there."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("npm is not installed (apt-get install nodejs npm)")
    folder, port = Path(tempfile.mkdtemp(prefix="steelyard-provider-")), free_port()
    try:
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", f"oidc-provider@{VERSION}"]
        done = subprocess.run(install, cwd=folder, capture_output=True, text=True, timeout=300)
        if done.returncode:
            pytest.skip("oidc-provider could not be installed from npm")
        shutil.copy(Path(__file__).with_name("provider.js"), folder)
        arguments = ["node", "provider.js", str(port), ADDRESS + CALLBACK, SECRET]
        process = subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert process.stdout is not None
            while "ready" not in (line := process.stdout.readline()):
                assert line or process.poll() is None
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def toml(issuer: str) -> str:
    return f"""
[serve]
address = "{ADDRESS}"

[serve.oidc]
issuer = "{issuer}"
client_id = "steelyard"
name = "Acme"
roles = {{ support-analyst = "analyst", support-viewer = "viewer" }}
"""


@pytest.fixture
def made(issuer: str, tmp_path: Path, _quick: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    monkeypatch.setenv("STEELYARD_OIDC_SECRET", SECRET)
    folder = put(tmp_path / "acme")
    (folder / "steelyard.toml").write_text(toml(issuer))
    found = opened(folder, is_near=True)
    yield found
    found.state.door.close()


def client_of(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=ADDRESS, follow_redirects=False)


def begun(client: TestClient, next: str = "/") -> str:
    """Where the application sends a browser to sign in."""
    client.get("/sign-in")
    answer = client.get("/sign-in/provider", params={"next": next})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def back(address: str, login: str) -> str:
    """Where the provider sends the browser back to, once somebody has signed in and agreed."""
    with httpx.Client(follow_redirects=False, timeout=30) as browser:
        answer = browser.get(address)
        for _ in range(12):
            if "location" in answer.headers:
                where = str(httpx.URL(str(answer.url)).join(answer.headers["location"]))
                if where.startswith(ADDRESS):
                    return where
                answer = browser.get(where)
                continue
            action = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
            assert action is not None, answer.text[:500]
            assert prompt is not None
            given = {"prompt": prompt[1], "login": login, "password": "any"}
            answer = browser.post(str(httpx.URL(str(answer.url)).join(action[1])), data=given)
    raise AssertionError("the provider never sent the browser back")


def test_who_the_provider_vouches_for_comes_in_with_a_role(made: FastAPI) -> None:
    client = client_of(made)
    assert "Sign in with Acme" in client.get("/sign-in").text
    answer = client.get(back(begun(client, "/ask?by=team"), "anna-analyst"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/ask?by=team")
    shown = client.get("/account.json").json()
    assert (shown["name"], shown["role"], shown["has_password"]) == ("anna-analyst@example.org", "analyst", False)
    assert made.state.door.desk.audit.latest(1, what="signed")[0].detail == "by the provider"


def test_who_has_no_role_or_is_disabled_stays_out(made: FastAPI) -> None:
    client = client_of(made)
    answer = client.get(back(begun(client), "ben-kitchen"))
    assert answer.status_code == 403
    assert "gives no role" in answer.text
    client.get(back(begun(client), "cy-viewer"))
    made.state.door.desk.users.change("cy-viewer@example.org", by="test", is_active=False)
    client = client_of(made)
    assert client.get(back(begun(client), "cy-viewer")).status_code == 403
    assert client.get("/account").status_code == 303


def test_an_address_that_is_not_verified_names_nobody(made: FastAPI) -> None:
    made.state.door.desk.users.add("unverified-viewer@example.org", "administrator", by="test")
    client = client_of(made)
    client.get(back(begun(client), "unverified-viewer"))
    assert client.get("/account.json").json()["name"] == "unverified-viewer"


def test_an_account_with_a_password_is_not_taken_over(made: FastAPI) -> None:
    made.state.door.desk.users.add("eve-analyst@example.org", "administrator", by="test", password="marble otter quiet")
    client = client_of(made)
    answer = client.get(back(begun(client), "eve-analyst"))
    assert answer.status_code == 403
    assert "signs in otherwise" in answer.text


def test_an_answer_counts_once_and_in_its_own_browser(made: FastAPI) -> None:
    client, other = client_of(made), client_of(made)
    where = back(begun(client), "anna-analyst")
    other.get("/sign-in")
    assert other.get(where).status_code == 403
    assert client.get(where).status_code == 403
    where = back(begun(client), "anna-analyst")
    assert client.get(where.replace("state=", "state=x")).status_code == 403
    assert client.get(where).status_code == 303
    assert client_of(made).get(where).status_code == 403


def test_an_answer_without_a_code_or_from_another_provider_is_refused(made: FastAPI) -> None:
    client = client_of(made)
    state = parse_qs(urlsplit(begun(client)).query)["state"][0]
    answer = client.get(CALLBACK, params={"state": state, "error": "access_denied"})
    assert answer.status_code == 403
    assert "did not sign you in" in answer.text
    state = parse_qs(urlsplit(begun(client)).query)["state"][0]
    given = {"state": state, "code": "x", "iss": "https://elsewhere.org"}
    assert "Another provider answered" in client.get(CALLBACK, params=given).text


def test_what_is_asked_has_a_challenge_a_nonce_and_a_state_of_its_own(made: FastAPI) -> None:
    one, other = (parse_qs(urlsplit(begun(client_of(made))).query) for _ in range(2))
    assert (one["code_challenge_method"], one["response_type"]) == (["S256"], ["code"])
    assert one["redirect_uri"] == [ADDRESS + CALLBACK]
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name][0]) >= 43
        assert one[name] != other[name]


def test_a_code_is_worth_nothing_without_its_verifier(made: FastAPI) -> None:
    client = client_of(made)
    where = back(begun(client), "anna-analyst")
    held = made.state.door.provider._begun
    state = parse_qs(urlsplit(where).query)["state"][0]
    held[state] = replace(held[state], verifier="x" * 64)
    answer = client.get(where)
    assert answer.status_code == 403
    assert "did not answer as it should" in answer.text


# A provider that is not honest


class Forger:
    """Answers like a provider, with tokens of its own making."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.key, self.other = (RSAKey.generate_key(2048, {"kid": "k", "alg": "RS256", "use": "sig"}) for _ in range(2))
        self.claims: dict[str, Any] = {}
        self.made: Callable[[dict[str, Any]], str] = self.signed
        monkeypatch.setattr(providers, "_asked", self.answer)

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "k"}, claims, self.key)

    def answer(self, address: str, body: bytes | None, headers: dict[str, str]) -> dict[str, Any]:
        base = "https://id.example.org"
        if address.endswith("openid-configuration"):
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return {"issuer": base, **{name: f"{base}/{name}" for name in names}}
        if address.endswith("jwks_uri"):
            return dict(KeySet([self.key]).as_dict(private=False))
        return {"id_token": self.made(self.claims), "access_token": ""}


@pytest.fixture
def forger(monkeypatch: pytest.MonkeyPatch) -> Forger:
    return Forger(monkeypatch)


def finished(forger: Forger, **changed: Any) -> dict[str, Any]:
    """What comes of a sign-in whose token says so."""
    found = Provider(OidcSettings("https://id.example.org", "steelyard", roles={"a": "viewer"}), "https://here.org")
    asked = parse_qs(urlsplit(found.begin("visit", "/")).query)
    now = int(time.time())
    told = {"iss": "https://id.example.org", "aud": "steelyard", "sub": "17", "exp": now + 300, "iat": now}
    told |= {"nonce": asked["nonce"][0], "groups": ["a"], "email": "anna@example.org"}
    forger.claims = {name: value for name, value in {**told, **changed}.items() if value is not None}
    return found.finish("visit", {"state": asked["state"][0], "code": "c"})[0]


def test_a_token_that_holds_is_taken(forger: Forger) -> None:
    assert finished(forger)["sub"] == "17"
    assert finished(forger, aud=["steelyard", "other"], azp="steelyard")["sub"] == "17"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.org"}, {"iss": None}, {"aud": "other"}, {"aud": None},
        {"aud": ["steelyard", "other"]},
        {"exp": 1}, {"exp": None}, {"iat": None}, {"iat": 99_999_999_999}, {"nonce": "another"}, {"nonce": None},
        {"sub": None}, {"nbf": 99_999_999_999},
    ],
)  # fmt: skip
def test_a_token_that_does_not_hold_is_refused(forger: Forger, changed: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        finished(forger, **changed)


def unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none"}, claims)
    return ".".join([*(providers._coded(json.dumps(part).encode()) for part in parts), ""])


def test_a_token_of_another_key_or_of_none_is_refused(forger: Forger) -> None:
    for made in (
        lambda claims: jwt.encode({"alg": "RS256", "kid": "k"}, claims, forger.other),
        unsigned,
        lambda claims: "",
        lambda claims: "a.b.c",
        lambda claims: forger.signed(claims)[:-8] + "AAAAAAAA",
    ):
        forger.made = made
        with pytest.raises(RefusedError, match="does not hold"):
            finished(forger)


@pytest.mark.parametrize("address", ["http://id.example.org/x", "file:///etc/passwd", "ftp://id.example.org"])
def test_nothing_is_asked_unencrypted(address: str) -> None:
    with pytest.raises(SteelyardError, match="not encrypted"):
        providers._asked(address, None, {})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"issuer =": "issuer_ ="}, "no 'issuer_'"),
        ({'issuer = "http://127.0.0.1"': 'issuer = "http://elsewhere.org"'}, "https"),
        ({'"analyst", support': '"chief", support'}, "chief"),
        ({"address =": "# address ="}, "needs serve.address"),
    ],
)
def test_settings_of_a_provider_are_checked(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    text = toml("http://127.0.0.1")
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "steelyard.toml").write_text(text)
    with pytest.raises(SettingsError, match=said):
        settings.read(tmp_path)


def test_its_secret_is_in_no_file(made: FastAPI) -> None:
    folder = made.state.door._folder
    assert os.environ["STEELYARD_OIDC_SECRET"] == SECRET
    assert all(SECRET.encode() not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert SECRET not in repr(Desk.open(settings.read(folder)).dump())

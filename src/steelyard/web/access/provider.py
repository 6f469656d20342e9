"""Signing in with an OpenID Connect provider: authorization code, PKCE, state, nonce, and a token that is verified.

OpenID Connect Core 1.0, sections 3.1 and 5.3; RFC 7636 (PKCE); RFC 9207 (who answers). Checked against a certified
provider that runs beside the tests.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from steelyard.desk import Desk, User
from steelyard.errors import RefusedError, SteelyardError
from steelyard.settings.model import OidcSettings

VARIABLE = "STEELYARD_OIDC_SECRET"
CALLBACK = "/sign-in/provider/callback"
SCOPE = "openid email profile"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""How a token may be signed: with a key only the provider has; never "none", never with the shared secret."""

TIMEOUT_S, MOST_BYTES, LEEWAY_S = 10, 1 << 20, 60
KEPT_S, BEGUN_S, MOST_BEGUN = 3600, 600, 10_000
RANK = ("administrator", "analyst", "lead", "viewer", "agent")
NEXT = "Sign in again; if it fails again, ask an administrator."


@dataclass(frozen=True)
class Begun:
    """A sign-in that has begun.

    Args:
        visit: the browser's cookie; another browser cannot end it.
        next: where the person was going.
    """

    visit: str
    next: str
    nonce: str
    verifier: str
    at_s: float


class Provider:
    """One provider. Safe to use from several threads.

    Args:
        settings: of the provider.
        address: of this application, as people reach it.
    """

    def __init__(self, settings: OidcSettings, address: str) -> None:
        self.settings, self._back = settings, address + CALLBACK
        self._lock = threading.Lock()
        self._begun: OrderedDict[str, Begun] = OrderedDict()
        self._known: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def begin(self, visit: str, next: str) -> str:
        """Where a browser is sent to sign in."""
        state, begun = secrets.token_urlsafe(32), Begun(visit, next, *_two_tokens(), monotonic())
        with self._lock:
            self._begun[state] = begun
            while len(self._begun) > MOST_BEGUN:
                self._begun.popitem(last=False)
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self._back,
            "scope": SCOPE,
            "state": state,
            "nonce": begun.nonce,
            "code_challenge": _coded(hashlib.sha256(begun.verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        return f"{self._endpoint('authorization_endpoint')}?{urlencode(asked)}"

    def finish(self, visit: str, answer: Mapping[str, str]) -> tuple[dict[str, Any], str]:
        """What the provider says of the person, and where they were going.

        Raises:
            RefusedError: the answer is not to a sign-in of this browser, or the token does not hold.
            SteelyardError: the provider does not answer.
        """
        begun = self._of(answer.get("state", ""), visit)
        if answer.get("iss", self.settings.issuer) != self.settings.issuer:
            raise RefusedError("another provider answered", next=NEXT)
        if "code" not in answer:
            raise RefusedError("the provider did not sign you in", next=NEXT)
        found = self._exchange(answer["code"], begun)
        claims = self._verified(str(found.get("id_token", "")), begun.nonce)
        return self._completed(claims, str(found.get("access_token", ""))), begun.next

    def _of(self, state: str, visit: str) -> Begun:
        """The sign-in a state belongs to, once."""
        with self._lock:
            begun = self._begun.pop(state, None)
        if begun is None or not visit or not hmac.compare_digest(begun.visit.encode(), visit.encode()):
            raise RefusedError("this sign-in was not begun in this browser", next=NEXT)
        if monotonic() - begun.at_s > BEGUN_S:
            raise RefusedError("this sign-in took too long", next=NEXT)
        return begun

    def _exchange(self, code: str, begun: Begun) -> dict[str, Any]:
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "client_id": self.settings.client_id,
            "code_verifier": begun.verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if secret := os.environ.get(VARIABLE, ""):
            pair = f"{quote(self.settings.client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return _asked(self._endpoint("token_endpoint"), urlencode(given).encode(), headers)

    def _verified(self, token: str, nonce: str) -> dict[str, Any]:
        """The token's claims. RefusedError where signature, issuer, audience, time or nonce do not hold."""
        rules = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = self._decoded(token)
            rules.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError):
            raise RefusedError("what the provider says of you does not hold", next=NEXT) from None
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.settings.client_id:
            raise RefusedError("what the provider says of you is for another application", next=NEXT)
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        try:
            return dict(jwt.decode(token, self._key_set(), algorithms=list(ALGORITHMS)).claims)
        except (JoseError, ValueError):
            return dict(jwt.decode(token, self._key_set(is_new=True), algorithms=list(ALGORITHMS)).claims)

    def _completed(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        """The claims, with those the provider tells only where it is asked about the person."""
        wanted = {self.settings.claim, self.settings.teams_claim, self.settings.agent_claim, "email"} - {""}
        where = self._discovered().get("userinfo_endpoint", "")
        if wanted <= set(claims) or not access_token or not where:
            return claims
        told = _asked(_checked(str(where)), None, {"Authorization": f"Bearer {access_token}"})
        if told.get("sub") != claims["sub"]:
            raise RefusedError("the provider tells of somebody else", next=NEXT)
        return {**told, **claims}

    def _endpoint(self, name: str) -> str:
        return _checked(str(self._discovered().get(name, "")))

    def _discovered(self) -> dict[str, Any]:
        """What the provider says about itself, asked once an hour."""
        with self._lock:
            if self._known is None or monotonic() - self._known[0] > KEPT_S:
                where = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                found = _asked(where, None, {})
                if found.get("issuer") != self.settings.issuer:
                    raise SteelyardError("the provider calls itself otherwise", where="serve.oidc.issuer")
                self._known = monotonic(), found
            return self._known[1]

    def _key_set(self, *, is_new: bool = False) -> KeySet:
        where = self._endpoint("jwks_uri")
        with self._lock:
            age_s = KEPT_S if self._keys is None else monotonic() - self._keys[0]
            if self._keys is None or age_s >= KEPT_S or (is_new and age_s > 1):
                self._keys = monotonic(), KeySet.import_key_set(_asked(where, None, {}))  # type: ignore[arg-type]
            return self._keys[1]


def admitted(desk: Desk, settings: OidcSettings, claims: Mapping[str, Any]) -> User:
    """The account of a person the provider vouches for, with the role its claims give.

    An address of email names a person only where the provider has verified it.

    Raises:
        RefusedError: none of the claims' values gives a role.
        DeskError: the account is disabled, or the name is somebody's who signs in otherwise.
    """
    held = {str(value) for value in _list(claims.get(settings.claim))}
    roles = {role for value, role in settings.roles.items() if value in held}
    if not roles:
        raise RefusedError("your account at the provider gives no role here", next="Ask an administrator.")
    name = str(claims["email"]) if claims.get("email") and claims.get("email_verified") is True else str(claims["sub"])
    teams = [str(team) for team in _list(claims.get(settings.teams_claim))] if settings.teams_claim else []
    agent_id = str(claims.get(settings.agent_claim, "")) if settings.agent_claim else ""
    role = next(role for role in RANK if role in roles)
    return desk.users.from_provider(f"{claims['iss']} {claims['sub']}", name, role, teams, agent_id)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _two_tokens() -> tuple[str, str]:
    return secrets.token_urlsafe(32), secrets.token_urlsafe(48)


def _coded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _checked(address: str) -> str:
    """The address, encrypted or on this machine; SteelyardError otherwise."""
    parts = urlsplit(address)
    is_near = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not (parts.scheme == "https" or is_near):
        raise SteelyardError("the provider names an address that is not encrypted", where="serve.oidc.issuer")
    return address


class _Straight(HTTPRedirectHandler):
    """Follows nothing: an endpoint that sends elsewhere is not one."""

    def redirect_request(self, *given: Any) -> None:
        return None


def _asked(address: str, body: bytes | None, headers: Mapping[str, str]) -> dict[str, Any]:
    """A JSON object a provider answers with; SteelyardError where it does not, never with what was sent."""
    request = Request(_checked(address), body, {"Accept": "application/json", **headers})
    try:
        with build_opener(_Straight).open(request, timeout=TIMEOUT_S) as answer:
            found = json.loads(answer.read(MOST_BYTES))
    except (URLError, OSError, ValueError) as error:
        what = f"the provider did not answer as it should ({type(error).__name__})"
        raise SteelyardError(what, where=urlsplit(address).netloc, next=NEXT) from None
    if not isinstance(found, dict):
        raise SteelyardError("the provider did not answer as it should", where=urlsplit(address).netloc, next=NEXT)
    return found

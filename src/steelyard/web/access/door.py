"""The door: who is behind a request, by session, by key, or as the one person at this machine."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request

from steelyard.declare import Role
from steelyard.desk import FILE, Desk, Ends, Open, User, one_time
from steelyard.errors import SteelyardError
from steelyard.settings.model import ServeSettings, Settings
from steelyard.web.access import forgery, secret
from steelyard.web.access.attempts import Attempts
from steelyard.web.access.provider import Provider
from steelyard.web.access.seen import Seen
from steelyard.web.access.viewer import LOCAL, NOBODY, Viewer

NEAR = frozenset({"localhost", "127.0.0.1", "::1"})
BEARER = "bearer "
PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via", "x-real-ip")
"""What a proxy adds: where there are no accounts, whoever comes through one is not the person at this machine."""


BY_ITSELF = frozenset({"/stale"})
"""What an open page asks again and again: nobody has seen anything, and no session is kept by it."""


class Door:
    """Who may come in. Safe to use from several threads.

    Args:
        folder: the workspace.
        settings: reads what it declares; may raise a SteelyardError while it does not hold.
        needs_accounts: nobody comes in without, whatever the settings say: others reach this server.
    """

    def __init__(self, folder: Path, settings: Callable[[], Settings], *, needs_accounts: bool = False) -> None:
        self._folder, self._settings, self._needs_accounts = folder.absolute(), settings, needs_accounts
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._provider: Provider | None = None
        self.attempts, self.seen = Attempts(), Seen()
        kept = secret.read(folder)
        self.secret, self.has_secret = kept or secrets.token_bytes(32), kept is not None

    @property
    def serve(self) -> ServeSettings:
        """What the settings say of serving; the defaults while they do not hold."""
        try:
            return self._settings().serve
        except SteelyardError:
            return ServeSettings()

    @property
    def ends(self) -> Ends:
        """When sessions end."""
        found = self.serve
        return Ends(timedelta(minutes=found.idle_minutes), timedelta(hours=found.session_hours))

    @property
    def is_secure(self) -> bool:
        """Whether people reach the application encrypted."""
        return self.serve.address.startswith("https://")

    @property
    def provider_name(self) -> str:
        """What the page to sign in calls the OpenID Connect provider; empty where there is none."""
        found = self.serve.oidc
        return found.name if found else ""

    @property
    def provider(self) -> Provider | None:
        """The OpenID Connect provider; None where there is none."""
        found = self.serve
        with self._lock:
            if found.oidc is None:
                self._provider = None
            elif self._provider is None or self._provider.settings != found.oidc:
                self._provider = Provider(found.oidc, found.address)
            return self._provider

    @property
    def cookie(self) -> str:
        """What the session's cookie is called; encrypted, browsers take it from this very host only."""
        return "__Host-steelyard" if self.is_secure else "steelyard"

    @property
    def desk(self) -> Desk | None:
        """What people entered; None while there are no settings that say where it lies, and no file of it."""
        with self._lock:
            if self._desk is None:
                self._desk = self._opened()
            return self._desk

    def _opened(self) -> Desk | None:
        try:
            found = self._settings()
        except SteelyardError:
            file = self._folder / FILE
            return Desk(f"sqlite:///{file}") if file.exists() else None
        return Desk.open(found)

    def has_accounts(self) -> bool:
        """Whether people must sign in. Once they must, they must until this process ends."""
        if not self._needs_accounts:
            desk = self.desk
            self._needs_accounts = bool(self.serve.address) or (desk is not None and desk.users.any())
        return self._needs_accounts

    def is_host_known(self, host: str) -> bool:
        """Whether a request names this server by a name of its own."""
        name = urlsplit(f"//{host}").hostname or ""
        return name in NEAR or (bool(self.serve.address) and name == urlsplit(self.serve.address).hostname)

    def enter(self, request: Request) -> Viewer:
        """Who it is; NOBODY where they have to sign in."""
        if not self.has_accounts():
            return NOBODY if any(name in request.headers for name in PASSED_ON) else LOCAL
        desk = self.desk
        if desk is None:
            return NOBODY
        told = request.headers.get("authorization", "")
        if told.lower().startswith(BEARER):
            return self._by_key(desk, told[len(BEARER) :].strip(), request)
        token = request.cookies.get(self.cookie, "")
        is_used = request.url.path not in BY_ITSELF
        user = desk.sessions.find(token, self.ends, is_used=is_used) if token else None
        return self.viewer(user) if user else NOBODY

    def _by_key(self, desk: Desk, key: str, request: Request) -> Viewer:
        address = address_of(request)
        if self.attempts.wait_s("", address):
            return NOBODY
        user = desk.keys.find(key)
        if user is None:
            self.attempts.failed("", address)
        return self.viewer(user, by_key=True) if user else NOBODY

    def viewer(self, user: User, *, by_key: bool = False) -> Viewer:
        """A person of the desk as pages see them."""
        role: Role = user.role  # type: ignore[assignment]
        must_prove = user.has_password and not user.has_factor and role in self.serve.second_factor
        return Viewer(
            user.name,
            role,
            user.teams,
            user.agent_id,
            by_key=by_key,
            must_change=user.must_change,
            must_prove=must_prove,
        )

    def is_proven(self, user: User, code: str) -> bool:
        """Whether somebody gave the code of their second factor, one that was not used before; without one, always."""
        if not user.has_factor or self.desk is None:
            return not user.has_factor
        seed = one_time.seed(self.secret, user.name, self.desk.factors.salt(user.name))
        step = one_time.step_of(seed, code, one_time.now_step())
        return step is not None and self.desk.factors.take(user.name, step)

    def note(self, viewer: Viewer, what: str, of: str) -> None:
        """Write down that somebody with an account saw something, soon."""
        is_by_person = of.partition("?")[0] not in BY_ITSELF
        if viewer.name and not viewer.is_local and is_by_person and self._desk is not None:
            self.seen.note(self._desk, viewer.name, what, of)

    def sessions(self, request: Request, viewer: Viewer) -> tuple[Open, ...]:
        """A person's sessions that have not ended; none for the one person at this machine."""
        if self.desk is None or viewer.is_local:
            return ()
        return self.desk.sessions.of(viewer.name, self.ends, token=request.cookies.get(self.cookie, ""))

    def token(self, request: Request) -> str:
        """What this browser's pages send back with a change."""
        return forgery.token(request, self.secret)

    def close(self) -> None:
        """Write down who saw what, and let go of the desk."""
        self.seen.write()
        with self._lock:
            if self._desk is not None:
                self._desk.close()


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""

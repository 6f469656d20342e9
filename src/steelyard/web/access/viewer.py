"""Who asks. Until somebody signs in, the one person at this machine, who may see and change everything."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from steelyard.declare import Page, Role

ACCOUNT = "/account"
"""Where everybody sees who they are, and chooses their password."""

OWN = "/own"
"""The page of an agent's own, and the first they see."""


@dataclass(frozen=True)
class Viewer:
    """The person or program behind a request.

    Args:
        teams: those a lead may see; empty for all.
        agent_id: of an agent, who sees their own page only.
        is_local: at this machine, without an account.
        by_key: a program with a key of the person's, not a browser.
        must_change: they choose a password of their own before anything else.
        must_prove: they set up a second factor before anything else.
    """

    name: str
    role: Role
    teams: tuple[str, ...] = ()
    agent_id: str = ""
    is_local: bool = False
    by_key: bool = False
    must_change: bool = False
    must_prove: bool = False

    @property
    def is_held_up(self) -> bool:
        """Whether they see nothing but their account yet."""
        return self.must_change or self.must_prove

    @property
    def home(self) -> str:
        """The path of their first page."""
        if self.is_held_up:
            return ACCOUNT
        return OWN if self.role == "agent" and self is not NOBODY else "/"

    def may_see(self, page: Page) -> bool:
        """Whether the page is for this role."""
        return self is not NOBODY and self.role in page.roles and not self.is_held_up


NOBODY = Viewer("", "agent")
"""Who has not signed in: sees no page, whatever its roles."""

LOCAL = Viewer("you", "administrator", is_local=True)


def viewer_of(request: Request) -> Viewer:
    """Who asks: what was found out before (`request.state.viewer`), else the person at this machine."""
    found: Viewer = getattr(request.state, "viewer", LOCAL)
    return found

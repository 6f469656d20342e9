"""One request as pages see it: who asks what of which workspace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from starlette.requests import Request

from steelyard import catalogue
from steelyard.answers import Answer
from steelyard.declare import Analysis
from steelyard.errors import EmptyStoreError, QuestionError, RefusedError
from steelyard.web.access.viewer import Viewer
from steelyard.web.controls import Query
from steelyard.web.controls import given as of_query
from steelyard.web.privacy import rule
from steelyard.web.privacy.scope import Scope
from steelyard.web.served import Served
from steelyard.web.work import IN_TURN, QUICK, SLOW, Job, Pending, Work


@dataclass(frozen=True)
class Visit:
    """What a page's load function is given.

    Args:
        address: path and query as the browser has them.
        path: the named pieces of the path.
        query: name -> every value given for it, in order; empty ones left out.
        desk: what people enter (users, saved views, audit); None where there is none.
        csrf: what the page sends back with a change, as `X-CSRF-Token` or the form's field `csrf`.
        sessions: the person's that have not ended, when asked; none where nobody signs in.
        version: of the data, the same for all that is asked; the one that is shown then, unless told.
    """

    served: Served
    work: Work
    viewer: Viewer
    address: str = ""
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    desk: Any = None
    csrf: str = ""
    sessions: Callable[[], tuple[Any, ...]] = tuple
    version: int = 0

    def __post_init__(self) -> None:
        """Hold on to a version."""
        object.__setattr__(self, "version", self.version or self.served.version)

    def after(self) -> Visit:
        """The same of the newest version, which pages show from now on."""
        self.served.show(self.served.newest)
        return replace(self, version=self.served.version)

    def first(self, name: str, default: str = "") -> str:
        """The first value given for a name."""
        return next(iter(self.query.get(name, ())), default)

    def ask(self, question: str, *, wait_s: float | None = None, **told: Any) -> Answer | Pending:
        """The answer to a question of the newest version, or that it is still being computed.

        Args:
            wait_s: how long to wait for it; as long as pages wait, unless told.
            told: what it is given, as people type it, or as Python has it.

        Raises:
            EmptyStoreError: nothing has been loaded yet.
            QuestionError: there is no such question, it does not take what is given, or the answer would show a group
                that is too small for this viewer.
        """
        analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", question)
        asked = self.heeded(question, told, wait_s)
        if isinstance(asked, Pending):
            return asked
        given, scope = asked
        lane = SLOW if analysis.name else QUICK
        found: Answer | Pending = self.job("ask", {"question": question, "given": given}, wait_s=wait_s, lane=lane)
        return found if scope is None or isinstance(found, Pending) else rule.shown(found, scope)

    def heeded(
        self, question: str, told: Mapping[str, Any], wait_s: float | None = None
    ) -> tuple[dict[str, Any], Scope | None] | Pending:
        """What a question is given for this viewer, and what they may be shown; None for all.

        Raises:
            QuestionError: as `ask`.
        """
        analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", question)
        given = analysis.heeded(told)
        self._check_named(analysis, given)
        if analysis.is_personal:
            self._check_personal(given)
            return {**given, **self._worked(analysis)}, None
        if not rule.is_limited(self.viewer, given):
            return given, None
        scope: Scope | Pending = self.job("scope", rule.known_to(self.viewer), wait_s=wait_s)
        return scope if isinstance(scope, Pending) else (rule.narrowed(analysis, given, scope), scope)

    def _check_named(self, analysis: Analysis, given: Mapping[str, Any]) -> None:
        """Answers that name people at work are for analysts and administrators."""
        names = any(parameter.is_personal and parameter.name in given for parameter in analysis.takes)
        if names and self.viewer.role not in ("analyst", "administrator"):
            raise RefusedError("this names people at work, and is not for your role", next="Ask an administrator.")

    def _worked(self, analysis: Analysis) -> dict[str, Any]:
        """What the desk knows of customers who were listed before, for a question that takes it."""
        if self.desk is None or "worked" not in analysis.names:
            return {}
        from steelyard import worklist

        with self.served.snapshot(self.version) as snapshot:
            return worklist.told_of(self.desk, self.served.workspace.settings, snapshot)

    def _check_personal(self, given: Mapping[str, Any]) -> None:
        """Answers that name customers are for whoever may see single customers, and a lead's for their own teams."""
        is_teller = self.viewer.role in ("lead", "analyst", "administrator")
        if not is_teller or (self.viewer.teams and given.get("team") not in self.viewer.teams):
            raise RefusedError("this names customers, and is not for your role", next="Ask an administrator.")

    def ask_all(
        self, questions: Sequence[str], query: Query, wait_s: float | None = None
    ) -> dict[str, Answer | Pending]:
        """The answers to several questions, each with what it takes of the query; waited for together.

        A question these data cannot be asked comes back with nothing but the reason.
        """
        from steelyard.report.asking import why_not

        found: dict[str, Answer | Pending] = {}
        for last, waits in enumerate((0.0, wait_s)):
            for name in questions:
                analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", name)
                try:
                    found[name] = self.ask(name, wait_s=waits, **of_query(analysis.takes, query))
                except QuestionError as error:
                    found[name] = why_not(analysis, error)
                if last and waits != 0 and isinstance(found[name], Pending):
                    return found
        return found

    def ask_in_turn(self, questions: Sequence[str], query: Query) -> dict[str, Answer | Pending]:
        """The answers to several slow questions that nobody waits for: they are begun one after the other, so that
        another page is never behind more than one of them.

        A question these data cannot be asked comes back with nothing but the reason.
        """
        from steelyard.report.asking import why_not

        found: dict[str, Answer | Pending] = {}
        later: list[Job] = []
        for name in questions:
            analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", name)
            told = of_query(analysis.takes, query)
            try:
                asked = self.heeded(name, told, 0.0)
                job: Job | None = None if isinstance(asked, Pending) else asks(name, asked[0])
                if job is not None and not self.work.is_asked(*job[:2], self.version):
                    later.append(job)
                    found[name] = Pending(0.0, IN_TURN)
                else:
                    found[name] = self.ask(name, wait_s=0.0, **told)
            except QuestionError as error:
                found[name] = why_not(analysis, error)
        if not any(isinstance(one, Pending) and one.stage != IN_TURN for one in found.values()):
            self.work.warm(later, self.version)
        return found

    def job(self, name: str, given: Mapping[str, Any], wait_s: float | None = None, lane: str = QUICK) -> Any | Pending:
        """What a job gives of this visit's version, or that it is not done yet.

        Raises:
            EmptyStoreError: nothing has been loaded yet.
        """
        if not self.version:
            where = str(self.served.folder)
            raise EmptyStoreError("nothing has been loaded yet", where=where, next="type: steelyard load")
        return self.work.result(name, given, wait_s=wait_s, lane=lane, version=self.version)


def asks(question: str, told: Mapping[str, Any]) -> Job:
    """The job of a question with what it is given; one with a section of its own in the report takes long.

    Raises:
        QuestionError: there is no such question, or it does not take what it is given.
    """
    analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", question)
    heeded = {"question": question, "given": analysis.heeded(told)}
    return "ask", heeded, SLOW if analysis.name else QUICK


JSON = ".json"


def twin_of(path: str) -> str:
    """Where the JSON twin of a page lies."""
    return f"{'/balance' if path == '/' else path}{JSON}"


def visit_of(request: Request, viewer: Viewer) -> Visit:
    """A request as pages see it."""
    query = {name: tuple(filter(None, request.query_params.getlist(name))) for name in request.query_params}
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    path = {name: str(value) for name, value in request.path_params.items()}
    state = request.app.state
    given = {name: held for name, held in query.items() if held}
    door = state.door
    if door is None:
        return Visit(state.served, state.work, viewer, address, path, given)
    own = partial(door.sessions, request, viewer)
    return Visit(state.served, state.work, viewer, address, path, given, door.desk, door.token(request), own)

"""What a workspace declares, as frozen values. `settings.parse` makes them from steelyard.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from steelyard.settings.mapping import Source
from steelyard.settings.undertaken import Event, Initiative, PanelInitiative


@dataclass(frozen=True)
class Assumptions:
    """What the user declares because the data do not say. Printed beside every figure they touch.

    Args:
        return_window_days: a later contact on the same topic family within this many days of the solution is a return.
        issue_max_days: a chain of contacts ends this many days after its first.
        issue_max_contacts: chains of more contacts are counted apart.
        chain_by: "family" (customer and topic family) or "customer".
        hourly_cost: loaded cost of a handling hour where the ledger and agents' own cost give none.
        customer_hour_value: what an hour of the customer's own time is worth.
        minutes_per_contact: channel -> handling minutes where the source has no handling time.
        cost_per_contact: channel -> cost of a contact handled by bots or the channel itself.
        service_level_s: answered within this many seconds counts as in time.
        loyalty_days: churn and repurchase are looked for this many days after the issue.
        follow_up_days: what becomes true only later (solved, closed, returned) is measured within at most this many
            days of the start; within fewer, the same for all that is compared, where some of it is younger.
        quality_instrument: the one instrument whose rating is the quality of a resolved issue.
        credit: whose an issue is: the team of its "first" or "last" contact.
        topic_values: topic family -> value of one resolved issue; 1 where not named.
        unidentified_max_share: above this share of unidentified contacts no issue-level figure is given.
        unidentified_odds: intervals allow for unidentified contacts being this many times as likely to be a return as
            others alike, or one over it.
        placeholder_share: one customer id on more than this share of contacts is a placeholder.
    """

    return_window_days: float = 7
    issue_max_days: float = 30
    issue_max_contacts: int = 10
    chain_by: Literal["family", "customer"] = "family"
    hourly_cost: float | None = None
    customer_hour_value: float | None = None
    minutes_per_contact: Mapping[str, float] = field(default_factory=dict)
    cost_per_contact: Mapping[str, float] = field(default_factory=dict)
    service_level_s: float = 20
    loyalty_days: float = 90
    follow_up_days: float = 90
    quality_instrument: Literal["csat", "ces", "nps", "other"] = "csat"
    credit: Literal["first", "last"] = "first"
    topic_values: Mapping[str, float] = field(default_factory=dict)
    unidentified_max_share: float = 0.20
    unidentified_odds: float = 2
    placeholder_share: float = 0.005


@dataclass(frozen=True)
class Target:
    """What a rung of the ladder is held against, on the measure's own scale (shares 0 to 1), and who says so."""

    value: float
    source: str


@dataclass(frozen=True)
class Limits:
    """How much a load takes in before it stops with an error, so that one odd file cannot take the whole machine.

    Args:
        file_gb: of one source file as it lies. unpacked_gb: of one source file, unpacked.
        columns: of one file. sheet_cells: of one sheet, empty ones between others included.
        view_seconds: how long a view may run. view_gb: what it may write and spill.
    """

    file_gb: float = 50
    unpacked_gb: float = 200
    columns: float = 3_000
    sheet_cells: float = 50_000_000
    view_seconds: float = 1800
    view_gb: float = 50


@dataclass(frozen=True)
class EngineSettings:
    """What runs the questions, and where the data lie that it does not get from the store.

    Args:
        kind: of engine, as `steelyard engine` lists them.
        address: where it runs, in its own form; empty means on this machine.
        memory: what it may hold before it spills; empty means what it holds by default.
        tables: canonical table -> table or view of the engine with the canonical columns; empty means that sources are
            loaded into the store.
        facts: schema of the engine ("lake.steelyard") the facts of `tables` are written to; empty builds them anew for
            each question, in temporary tables.
        covers_from, covers_until: first and last local date the contacts in `tables` are complete for; empty means
            their first and their last start.
        dimensions: extra columns of the contacts in `tables` to ask by.
        fold_ids: customers' ids in `tables` are compared without case, in one Unicode form, and `12001.0` as `12001`.
    """

    kind: str = "duckdb"
    address: str = field(default="", repr=False)
    memory: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)
    facts: str = ""
    covers_from: date | None = None
    covers_until: date | None = None
    dimensions: tuple[str, ...] = ()
    fold_ids: bool = True


@dataclass(frozen=True)
class DeskSettings:
    """Where what people enter lies.

    Args:
        address: of a PostgreSQL database ("postgresql://name@host:5432/database"); empty means a file in the workspace.
    """

    address: str = field(default="", repr=False)


@dataclass(frozen=True)
class PrivacySettings:
    """What the store holds in the place of customers' ids.

    Args:
        pseudonyms: a keyed hash of each id instead of the id.
        key_file: where the key lies, outside the store; relative to the workspace.
        also: further columns that identify a customer: issue_id, and dimensions.
    """

    pseudonyms: bool = False
    key_file: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class FollowupSettings:
    """Who is listed for a follow-up, why, and how many a day.

    Args:
        window_days: what happened in so many days before the end of the data may put a customer on the list.
        quiet_days: nobody is listed within so many days of a contact the provider began, or of a follow-up.
        capacity: customers a day. capacity_of: team -> customers a day, within all of them.
        low_rating: an answer up to here is low, 0 worst to 1 best.
        fallen_by: an answer so far below the customer's earlier ones has fallen, on the same scale.
        returns: how often an issue must have come back. attempts: how often a customer must have given up waiting.
        silence_days: for how long nothing was heard. effort_minutes: the customer's own time that counts as effort.
        high_value_share: the part of customers, the most valuable ones, that counts as of high value.
        value_power: how much value counts in the rank: 1 in full, 0.5 by its square root, 0 not at all.
        weights: reason -> how strongly it speaks for a follow-up. actions: reason -> what it asks for.
        due_days: action -> days until it is due.
        holdout: action -> share of customers who are not followed up, drawn by lot, so that its effect can be known.
        holdout_seed: of the lot; another one draws other customers.
        webhook: address that is told of follow-ups that are new or changed; nothing is sent where it is empty. Its
            secret is STEELYARD_WEBHOOK_SECRET, or the file webhook.key in the workspace.
        webhook_customer: customers' ids are sent, too.
    """

    window_days: int = 14
    quiet_days: int = 7
    capacity: int = 25
    capacity_of: Mapping[str, int] = field(default_factory=dict)
    low_rating: float = 0.25
    fallen_by: float = 0.5
    returns: int = 2
    attempts: int = 2
    silence_days: int = 3
    effort_minutes: float = 30
    high_value_share: float = 0.1
    value_power: float = 0.5
    weights: Mapping[str, float] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)
    due_days: Mapping[str, float] = field(default_factory=dict)
    holdout: Mapping[str, float] = field(default_factory=dict)
    holdout_seed: int = 1
    webhook: str = ""
    webhook_customer: bool = False


@dataclass(frozen=True)
class OidcSettings:
    """An OpenID Connect provider people sign in with; its secret is STEELYARD_OIDC_SECRET.

    Args:
        issuer: its address, as it calls itself. client_id: what it calls this application.
        name: what the page to sign in calls it.
        claim: what of a person decides the role. roles: value of it -> role; who has none of them stays out.
        teams_claim, agent_claim: where a lead's teams and an agent's id stand.
    """

    issuer: str
    client_id: str
    name: str = "your work account"
    claim: str = "groups"
    roles: Mapping[str, str] = field(default_factory=dict)
    teams_claim: str = ""
    agent_claim: str = ""


@dataclass(frozen=True)
class ServeSettings:
    """How the web application is served, and what viewers are not shown.

    Args:
        address: how people reach it ("https://support.example.org"); with one, everybody signs in.
        idle_minutes, session_hours: a session ends so long after it was last used, and so long after it began.
        oidc: the provider people sign in with, besides passwords; None for none.
        least_contacts, least_people: a group of fewer contacts, or of agents, is not shown to viewers.
        second_factor: roles whose people set up a second factor before they see anything.
        scanner: program and arguments that each uploaded file has to pass, its place behind them; none where empty.
    """

    address: str = ""
    idle_minutes: float = 30
    session_hours: float = 12
    least_contacts: int = 40
    least_people: int = 5
    oidc: OidcSettings | None = None
    second_factor: tuple[str, ...] = ()
    scanner: tuple[str, ...] = ()


@dataclass(frozen=True)
class RemarkSettings:
    """How customers' remarks are read.

    Args:
        languages: ISO codes; remarks in others stay unread.
        phrases: an ask, a feeling or "leaving" -> phrases of the workspace's own, see docs/remarks.md.
    """

    languages: tuple[str, ...] = ("en", "de", "fr", "es", "it", "pt")
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Benchmark:
    """A figure of other companies.

    Args:
        metric: the measure it is of, or is nearest to. value: in the measure's own unit, shares from 0 to 1.
        country, industry: of those it is of. definition: how they define it.
        differs: how that differs from the measure's; empty where it is the same, which alone is shown beside figures.
        n: what it rests on, in words. grade: "published", "vendor" (self-interested), "second-hand" or "own".
    """

    metric: str
    value: float
    source: str
    year: str
    definition: str
    country: str = ""
    industry: str = ""
    differs: str = ""
    n: str = ""
    grade: str = "own"
    url: str = ""


@dataclass(frozen=True)
class DeclaredFracture:
    """A kind of event a journey would not hold if it worked, as a workspace declares it; or what a built-in one costs.

    Args:
        where: text column of contacts -> values, one of which it holds. at_least, at_most: number of contacts -> limit.
        steps: names of steps, each of which counts, where the rest of the condition holds.
        charge: "contact" where the whole contact would not be there, "excess" for what it took beyond similar ones.
        place: in the causal order; the built-in ones stand from 12 to 90.
        cost: the provider's cost of one event; minutes: the customer's; None for what the data say.
    """

    name: str
    title: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_least: Mapping[str, float] = field(default_factory=dict)
    at_most: Mapping[str, float] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    charge: Literal["contact", "excess"] = "excess"
    place: int = 10
    cost: float | None = None
    minutes: float | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of contacts its condition reads."""
        return tuple(dict.fromkeys((*self.where, *self.at_least, *self.at_most)))


@dataclass(frozen=True)
class Settings:
    """Everything steelyard.toml says.

    Args:
        folder: the workspace; data: where the sources' files lie (the workspace unless told).
        topic_families: family -> topics; a topic in none is a family of its own.
        initiatives: what was registered, in the order of the file.
        panel_initiatives: those that treat units of a panel.
        benchmarks: figures of comparable companies that the user knows.
        events: the log of what happened, by their first day.
        fractures: what the workspace declares of them.
        fingerprint: of what shapes facts: a change rebuilds them.
    """

    folder: Path
    data: Path
    name: str = ""
    currency: str = "EUR"
    time_zone: str = "UTC"
    sources: tuple[Source, ...] = ()
    assumptions: Assumptions = field(default_factory=Assumptions)
    topic_families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    engine: EngineSettings = field(default_factory=EngineSettings)
    limits: Limits = field(default_factory=Limits)
    desk: DeskSettings = field(default_factory=DeskSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    followup: FollowupSettings = field(default_factory=FollowupSettings)
    remarks: RemarkSettings = field(default_factory=RemarkSettings)
    initiatives: tuple[Initiative, ...] = ()
    panel_initiatives: tuple[PanelInitiative, ...] = ()
    events: tuple[Event, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    fractures: tuple[DeclaredFracture, ...] = ()
    fingerprint: str = ""

    @property
    def every_initiative(self) -> tuple[Initiative | PanelInitiative, ...]:
        """All that is registered, those that treat units of a panel last."""
        return (*self.initiatives, *self.panel_initiatives)

    @property
    def covers_from(self) -> date | None:
        """First local date all sources of contacts are declared complete for; None where none declares one."""
        declared = [
            source.covers_from
            for source in self.sources
            if source.covers_from and any(table.table == "contacts" for table in source.tables)
        ]
        return max(declared, default=self.engine.covers_from)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Names of the extra dimensions of contacts, over all sources, sorted."""
        mapped = {name for source in self.sources for table in source.tables for name in table.dimensions}
        return tuple(sorted({*mapped, *self.engine.dimensions}))

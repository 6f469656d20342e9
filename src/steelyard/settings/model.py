"""What a workspace declares, as frozen values. `settings.parse` makes them from steelyard.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

Scalar = str | int | float | bool


@dataclass(frozen=True)
class ColumnMapping:
    """How one canonical column comes out of a source.

    Args:
        target: the canonical column.
        columns: source columns; several are joined with one blank before they are read (a date and a time of day).
        constant: the value itself, where no column is read.
        sql: an expression over the source's columns, where nothing simpler serves.
        formats: strptime formats, tried in order; empty means ISO.
        zone: time zone of the source's local instants; empty means the workspace's, unless the text has an offset.
        unit: of durations: "s", "ms", "min", "h", "d", "hh:mm:ss", "hh:mm", "words", "words_8h"; of instants kept as
            numbers: "epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "excel_days".
        decimal: "," where numbers are written 1.234,56, "." where 1,234.56; empty means found out from the column.
        missing: texts that mean missing, on top of the empty one.
        missing_when: a condition over the source's columns under which the value is missing.
        lost_time: a time of day ("00:00") that means the time of day was lost: the date is kept and marked.
        values: source text -> canonical value, an empty one meaning missing; case counts only where two texts differ
            in nothing else; others stay as they are, or, where `only_values`, their rows are quarantined.
        prefix: put before every value, to keep ids of different sources apart.
        line: line in steelyard.toml.
    """

    target: str
    columns: tuple[str, ...] = ()
    constant: Scalar | None = None
    sql: str = ""
    formats: tuple[str, ...] = ()
    zone: str = ""
    unit: str = ""
    decimal: Literal["", ",", "."] = ""
    missing: tuple[str, ...] = ()
    missing_when: str = ""
    lost_time: str = ""
    values: Mapping[str, Scalar] = field(default_factory=dict)
    only_values: bool = False
    prefix: str = ""
    line: int = 0


@dataclass(frozen=True)
class TableMapping:
    """How a source fills one canonical table.

    Args:
        table: canonical table.
        key: source columns that identify a row across loads; empty means the table's own ids, and for costs,
            outcomes and steps, which have none, all columns and the occurrence in the load.
        version: source column whose later value replaces; empty means none.
        filter: a condition over the source's columns; rows for which it does not hold are left out and counted.
        dimensions: name of the dimension -> source column, kept beside the canonical ones (contacts only).
    """

    table: str
    columns: Mapping[str, ColumnMapping]
    key: tuple[str, ...] = ()
    version: str = ""
    filter: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class Reading:
    """How files are read. Empty values are found out from the file.

    Args:
        format: "csv", "jsonl", "json", "parquet", "excel", "xes".
        records: dotted path to the list of records in a JSON document.
        sheet: name of the Excel sheet.
        skip: lines before the header, or before the first row where there is none.
        header: rows of the header, of which the first names the columns; 0 where there is none.
        columns: names of the columns in the place of those in the header; they must be as many.
    """

    format: str = ""
    delimiter: str = ""
    quote: str = ""
    encoding: str = ""
    sheet: str = ""
    records: str = ""
    skip: int = 0
    header: int = 1
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Files, or a view over named files, mapped to one or several canonical tables.

    Args:
        files: name -> globs, relative to the data folder. A source without a view has one name, its own.
        view: one SELECT over the names in `files`; empty for plain files.
        covers_from, covers_until: first and last local date the source is complete for; empty means its first and its
            last plausible start.
        load: "append" adds and corrects by key; "full" replaces what the source gave before.
        invitations: whether a survey source holds all invitations, answers only, or does not know.
        fold_answers: of several answers by one customer to one invitation the last counts.
        fold_ids: customers' ids are compared without case, in one Unicode form, and `12001.0` as `12001`.
    """

    name: str
    files: Mapping[str, tuple[str, ...]]
    tables: tuple[TableMapping, ...]
    reading: Mapping[str, Reading] = field(default_factory=dict)
    view: str = ""
    covers_from: date | None = None
    covers_until: date | None = None
    load: Literal["append", "full"] = "append"
    invitations: Literal["all", "answers", "unknown"] = "unknown"
    fold_answers: bool = True
    fold_ids: bool = True
    line: int = 0


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


CUSTOMERS = "customers"
"""What is treated where customers were drawn by lot."""


@dataclass(frozen=True)
class Lot:
    """Customers drawn from a seed: anybody who knows it can draw them again.

    Args:
        share: of all customers that are treated, above 0 and below 1.
        ids: what was drawn from: "plain" for customers' ids as they are, "pseudonyms" for what stands for them.
    """

    seed: int
    share: float
    ids: Literal["plain", "pseudonyms"]


@dataclass(frozen=True)
class Initiative:
    """A change somebody decided on, and what was chosen of its evaluation before anybody looked.

    Args:
        gain: what customers are meant to gain, in words.
        treats: the dimension whose values are treated: "agent_id", "team", "site", "channel", "topic", "segment", an
            extra dimension of the workspace, or "customers".
        starts: value of it -> first local day it was treated; of customers, value of `arm`, or "treated" of a lot.
        until: last local day of a pilot that ended; None where it goes on.
        controls: values that are comparable and not treated; empty for all others.
        is_randomised: who was treated was drawn by lot.
        primary: the measure that says what customers got; empty for the best the data have.
        smallest: the least change of it worth having, in its own unit (0.02 for 2 points of a share), of amounts as a
            share of what was; None for the default.
        guardrails: measure -> the most it may get worse, in the same units.
        cost: what the initiative itself cost, in the workspace's currency; None where it is not told.
        looks: days on which it was planned to look at it while it runs; empty where it is looked at once.
        reached: a dimension -> its values that say an issue was in fact reached; empty where all treated are.
        lot: how customers were drawn. arm: an extra dimension that says which customer was drawn for what instead; both
            empty where units are treated.
    """

    name: str
    gain: str
    treats: str
    starts: Mapping[str, date]
    until: date | None = None
    controls: tuple[str, ...] = ()
    is_randomised: bool = False
    primary: str = ""
    smallest: float | None = None
    guardrails: Mapping[str, float] = field(default_factory=dict)
    cost: float | None = None
    looks: tuple[date, ...] = ()
    reached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lot: Lot | None = None
    arm: str = ""

    @property
    def is_of_customers(self) -> bool:
        """Customers were drawn, not the units that serve them."""
        return self.treats == CUSTOMERS


@dataclass(frozen=True)
class PanelInitiative:
    """An initiative whose evaluation rests on sums by unit and period, of the table `panel`, and on no contacts.

    Args:
        gain: what customers are meant to gain, in words.
        primary: the panel's measure that says what customers got.
        starts: unit -> the period in which it began, written as in the panel; empty where the panel itself says who
            was treated.
        begins: the period in which all began whom the panel calls assigned; empty where the panel says it for each.
        until: the last period of a pilot that ended; empty where it goes on.
        controls: units that are comparable and not treated; empty for all others.
        is_randomised: who was treated was drawn by lot.
        better: which direction of the primary measure is good; empty for what the panel says, else "high".
        smallest: the least change of it worth having, in its own unit; None for 2% of what it was.
        guardrails: measure -> the most it may get worse, in its own unit.
        spending: the measure that says what was spent; empty where none does.
        cost: what the initiative itself cost; None where it is not told.
        looks: periods at which it was planned to look at it while it runs; empty where it is looked at once.
    """

    name: str
    gain: str
    primary: str
    starts: Mapping[str, str] = field(default_factory=dict)
    begins: str = ""
    until: str = ""
    controls: tuple[str, ...] = ()
    is_randomised: bool = False
    better: Literal["", "high", "low"] = ""
    smallest: float | None = None
    guardrails: Mapping[str, float] = field(default_factory=dict)
    spending: str = ""
    cost: float | None = None
    looks: tuple[str, ...] = ()


EventKind = Literal["workshop", "release", "campaign", "staffing", "other"]


@dataclass(frozen=True)
class Event:
    """Something that happened to the service, told by people: drawn on trends, and asked of afterwards.

    Args:
        on, until: its first and its last local day; one day unless told.
        purpose: what it was for, in words.
        treats, treated: who took part, as of an initiative; both empty where it was everybody, or nobody in particular.
        primary: the measure it was to move; empty for the best the data have.
        is_new_baseline: the service works otherwise from here on, so control charts begin anew.
    """

    name: str
    kind: EventKind
    on: date
    until: date | None = None
    purpose: str = ""
    treats: str = ""
    treated: tuple[str, ...] = ()
    primary: str = ""
    is_new_baseline: bool = False


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

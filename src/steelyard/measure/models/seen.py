"""What a reason may look at: what identified customers met, said and are worth; nothing of it is after the horizon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from steelyard import facts, schema
from steelyard.measure.models import remark_asks
from steelyard.schema import IBIS_TYPES
from steelyard.settings.model import FollowupSettings
from steelyard.store.lazily import ibis

NUMBERS = ("n", "amount", "before")
TEXTS = ("text", "issue_id", "team", "topic", "channel")
ENDINGS = ("solved", "closed", "rated", "given_up")
"""Kinds of steps that end a way and are no place on it."""


@dataclass(frozen=True)
class Seen:
    """What a reason may look at. All of it is of identified customers, and nothing is after the horizon.

    Args:
        settings: of [followup]. horizon: naive UTC. issue_days: how long an issue may last.
        dimensions: the workspace's own. has_steps: the `steps` table holds any.
    """

    settings: FollowupSettings
    horizon: datetime
    issue_days: float
    dimensions: tuple[str, ...] = ()
    has_steps: bool = False

    @property
    def since(self) -> datetime:
        """From when on something may put a customer on the list."""
        return self.before(self.settings.window_days)

    def before(self, days: float) -> datetime:
        """So many days before the horizon."""
        return self.horizon - timedelta(days=days)

    @cached_property
    def contacts(self) -> Any:
        """Contacts of the last issues: the fact's columns, with `at`, when each was opened."""
        stored, fact = self.stored("contacts"), self.fact("contacts")
        first_on = (self.since - timedelta(days=self.issue_days + 1)).date()
        recent = stored.filter(stored.on >= ibis.literal(first_on), stored.opened_at <= ibis.literal(self.horizon))
        opened = recent.select(
            "contact_id", at=recent.opened_at, promised=recent.promised, due_at=recent.due_at, kept_at=recent.kept_at
        )
        rows = fact.filter(fact.is_identified, fact.on >= ibis.literal(first_on))
        return rows.inner_join(opened, "contact_id")

    @cached_property
    def issues(self) -> Any:
        """Issues with a contact or an attempt in the window, as they stand after the newest one.

        customer_id, issue_id, at (of the newest), answered, by_people, attempts, customer_s (the customer's own time),
        is_given_up (the newest was), is_solved (the newest is marked so), is_open (it is marked not solved, or is not
        marked in a channel where most are; missing where nothing says), is_bot (a bot alone had the newest); team,
        topic and channel of the newest.
        """
        rows = self.contacts.filter(self.contacts.is_attempt, self.contacts.issue_id.notnull())
        by_channel = ibis.window(group_by=[rows.channel, rows.handled_by])
        marked, told = count(rows.is_contact & rows.is_resolved.notnull()), count(rows.is_contact)
        rows = rows.mutate(does_mark=2 * marked.over(by_channel) > told.over(by_channel))
        order = [rows.at.desc(), rows.contact_id.desc()]
        rows = rows.mutate(place=ibis.row_number().over(group_by="issue_id", order_by=order))
        is_newest = rows.place == 0
        found = rows.group_by("issue_id").aggregate(
            customer_id=rows.customer_id.max(where=is_newest),
            at=rows.at.max(),
            answered=count(rows.is_contact),
            by_people=count(rows.is_contact & rows.is_human),
            attempts=count(rows.is_abandoned),
            customer_s=rows.customer_s.sum(),
            is_given_up=rows.is_abandoned.cast("int8").max(where=is_newest),
            is_solved=rows.is_resolved.cast("int8").max(where=is_newest),
            does_mark=rows.does_mark.cast("int8").max(where=is_newest),
            is_bot=(~rows.is_human & rows.is_contact).cast("int8").max(where=is_newest),
            **{name: rows[name].max(where=is_newest) for name in ("team", "topic", "channel")},
        )
        is_open = ibis.cases(
            (found.is_given_up == 1, True),
            (found.is_solved.notnull(), found.is_solved == 0),
            (found.does_mark == 1, True),
        )
        return found.mutate(is_open=is_open).filter(found["at"] > ibis.literal(self.since))

    @cached_property
    def solved(self) -> Any:
        """customer_id, solved_at: when the newest contact marked solved of each customer began."""
        rows = self.contacts.filter(self.contacts.is_resolved.fill_null(False))
        return rows.group_by("customer_id").aggregate(solved_at=rows["at"].max())

    def unsettled(self, rows: Any) -> Any:
        """Those of rows with `at` since which no contact of the customer was marked solved."""
        joined = rows.left_join(self.solved, "customer_id").select(*rows.columns, "solved_at")
        return joined.filter((joined.solved_at.isnull()) | (joined.solved_at <= joined["at"])).drop("solved_at")

    @cached_property
    def answers(self) -> Any:
        """The newest answer of each customer in the window on the instrument of the quality of an issue.

        customer_id, at, share (0 worst, 1 best), before (the mean of the customer's earlier ones), text (the scale),
        issue_id, team, topic, channel.
        """
        stored, fact = self.stored("surveys"), self.fact("responses")
        dated = stored.filter(stored.answered_at <= ibis.literal(self.horizon))
        dated = dated.group_by("survey_id", "instrument").aggregate(at=dated.answered_at.max())
        rows = fact.filter(fact.is_quality, fact.is_answered, fact.customer_id.notnull())
        rows = rows.inner_join(dated, ["survey_id", "instrument"])
        order = [rows["at"].desc(), rows.survey_id.desc()]
        rows = rows.mutate(place=ibis.row_number().over(group_by="customer_id", order_by=order))
        earlier = rows.filter(rows.place > 0).group_by("customer_id").aggregate(before=lambda t: t.score_share.mean())
        newest = rows.filter(rows.place == 0, rows["at"] > ibis.literal(self.since))
        joined = newest.left_join(earlier, "customer_id")
        return joined.select(
            "customer_id", "at", "before", "issue_id", "team", "topic", "channel", share="score_share", text="scale"
        )

    @cached_property
    def remarks(self) -> Any:
        """The newest remark of each customer in the window, where it was read as asking for something.

        customer_id, at, ask (of `remark_asks.ASKED`), issue_id, team, topic, channel.
        """
        stored = remark_asks.written(self.stored("surveys"), self.since, self.horizon)
        dated = stored.group_by("survey_id", "instrument").aggregate(at=stored.answered_at.max())
        fact = self.fact("responses")
        rows = fact.filter(fact.customer_id.notnull()).inner_join(dated, ["survey_id", "instrument"])
        order = [rows["at"].desc(), rows.survey_id.desc(), rows.instrument]
        rows = rows.mutate(place=ibis.row_number().over(group_by="customer_id", order_by=order))
        newest = rows.filter(rows.place == 0).inner_join(remark_asks.table(), ["survey_id", "instrument"])
        return newest.select("customer_id", "at", "ask", "issue_id", "team", "topic", "channel")

    @cached_property
    def written(self) -> Any:
        """Remarks of the window, whatever they were read as: customer_id, issue_id, team, topic, channel."""
        stored = remark_asks.written(self.stored("surveys"), self.since, self.horizon)
        fact = self.fact("responses")
        rows = fact.filter(fact.customer_id.notnull())
        rows = rows.semi_join(stored, ["survey_id", "instrument"])
        return rows.select("customer_id", "issue_id", "team", "topic", "channel")

    @cached_property
    def last_steps(self) -> Any:
        """issue_id, step: the last step of each recent issue in the source's own words; what ends a way is none."""
        rows = self.stored("steps")
        until = rows["at"] <= ibis.literal(self.horizon)
        recent = rows["at"] > ibis.literal(self.before(self.settings.window_days + self.issue_days + 1))
        rows = rows.filter(until, recent, ~rows.kind.isin(ENDINGS).fill_null(False))
        of = self.contacts.select("contact_id", held=self.contacts.issue_id)
        joined = rows.left_join(of, "contact_id")
        told = joined.select(
            issue_id=ibis.coalesce(joined.held, joined.issue_id), at=joined["at"], place=joined.place, step=joined.step
        )
        told = told.filter(told.issue_id.notnull())
        order = [told["at"].desc(), told.place.desc(nulls_first=False), told.step]
        told = told.mutate(nth=ibis.row_number().over(group_by="issue_id", order_by=order))
        return told.filter(told.nth == 0).select("issue_id", "step")

    def with_step(self, rows: Any) -> Any:
        """Rows with `issue_id`, and `step`: the last one of that issue, missing where no source tells steps."""
        if not self.has_steps:
            return rows.mutate(step=ibis.null("string"))
        return rows.left_join(self.last_steps, "issue_id").select(*rows.columns, "step")

    @cached_property
    def outcomes(self) -> Any:
        """What customers did until the horizon: customer_id, at, kind."""
        rows = self.stored("outcomes")
        return rows.filter(rows["at"] <= ibis.literal(self.horizon)).select("customer_id", "at", "kind")

    @cached_property
    def values(self) -> Any:
        """customer_id, value (money a year): customers of known value."""
        rows = self.stored("customers")
        known = rows.filter(rows.value_per_year.notnull())
        return known.group_by("customer_id").aggregate(value=known.value_per_year.max())

    @cached_property
    def outbound(self) -> Any:
        """customer_id, outbound_at: when the provider last began a contact with each customer."""
        rows = self.contacts.filter(self.contacts.direction == "outbound")
        return rows.group_by("customer_id").aggregate(outbound_at=rows["at"].max())

    def found(self, rows: Any, **given: Any) -> Any:
        """Rows as `find` of a reason gives them: what is not given and no column of theirs is missing."""
        own = {name: rows[name] for name in (*NUMBERS, *TEXTS) if name in rows.columns}
        told = {**own, **given}
        numbers = {name: told.get(name, ibis.null("float64")).cast("float64") for name in NUMBERS}
        texts = {name: told.get(name, ibis.null("string")).cast("string") for name in TEXTS}
        return rows.select(customer_id=rows.customer_id, at=rows["at"], **numbers, **texts)

    def stored(self, table: str) -> Any:
        """A canonical table."""
        columns = schema.stored_columns(table, self.dimensions)
        return ibis.table({column.name: IBIS_TYPES[column.type] for column in columns}, name=table)

    def fact(self, name: str) -> Any:
        """A fact."""
        definition = facts.fact(name)
        columns = {column.name: IBIS_TYPES[column.type] for column in definition.columns}
        return ibis.table(columns, name=definition.table)


def count(flag: Any) -> Any:
    """How often it holds; of what is not known it does not."""
    return flag.fill_null(False).cast("int64").sum()

"""The tables of the desk. `migrations` make them; a test holds both against each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Float, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAME, ADDRESS, DIGEST = 200, 4000, 64
"""Characters of a name, of a page's address, of a SHA-256 in hexadecimal."""


class Base(DeclarativeBase):
    """Every table has a number of its own for each row. Instants are naive UTC."""

    id: Mapped[int] = mapped_column(Integer, primary_key=True)


class Editable:
    """Rows that several people may edit: a change of a row that changed in between is refused, never mixed."""

    version: Mapped[int] = mapped_column(Integer, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:  # noqa: N805
        return {"version_id_col": cls.version}


class UserRow(Editable, Base):
    """A person who may sign in.

    name: as it is compared: one Unicode form, small letters. password: Argon2id; empty for who signs in elsewhere.
    subject: who that is to the OpenID Connect provider, after the provider's address; None for none.
    teams: those a lead leads. agent_id: whose own page an agent sees.
    first_until: when a password that somebody else made ends; None of one that the person chose.
    factor: salt of the seed of their one-time codes; empty where none are asked for. factor_step: of the last one used.
    """

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(NAME), unique=True)
    password: Mapped[str] = mapped_column(String(NAME), default="")
    subject: Mapped[str | None] = mapped_column(String(ADDRESS), unique=True)
    role: Mapped[str] = mapped_column(String(NAME))
    teams: Mapped[list[str]] = mapped_column(JSON, default=list)
    agent_id: Mapped[str] = mapped_column(String(NAME), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    first_until: Mapped[datetime | None] = mapped_column(DateTime)
    factor: Mapped[str] = mapped_column(String(DIGEST), default="", server_default="")
    factor_step: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class SessionRow(Base):
    """A browser that is signed in: the SHA-256 of its token, never the token."""

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(String(DIGEST), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    seen_at: Mapped[datetime] = mapped_column(DateTime)
    ends_at: Mapped[datetime] = mapped_column(DateTime)


class KeyRow(Base):
    """A key of the API: the SHA-256 of it, whose it is, and what it may do until when.

    role: no more than the person's own; the person's own where empty.
    """

    __tablename__ = "keys"

    digest: Mapped[str] = mapped_column(String(DIGEST), unique=True)
    name: Mapped[str] = mapped_column(String(NAME))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(NAME), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime)
    ends_at: Mapped[datetime] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    used_at: Mapped[datetime | None] = mapped_column(DateTime)


class ViewRow(Editable, Base):
    """A page with its period, filter and measures under a name."""

    __tablename__ = "views"
    __table_args__ = (UniqueConstraint("owner", "name", name="uq_views_owner_name"),)

    name: Mapped[str] = mapped_column(String(NAME))
    address: Mapped[str] = mapped_column(String(ADDRESS))
    owner: Mapped[str] = mapped_column(String(NAME))
    is_shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime)


class AuditRow(Base):
    """Who did what, to what, and when. Rows are added only: the database refuses to change or remove one."""

    __tablename__ = "audit"

    at: Mapped[datetime] = mapped_column(DateTime, index=True)
    who: Mapped[str] = mapped_column(String(NAME), index=True)
    what: Mapped[str] = mapped_column(String(NAME))
    of: Mapped[str] = mapped_column(String(ADDRESS), default="")
    detail: Mapped[str] = mapped_column(String(ADDRESS), default="")


class FollowUpRow(Editable, Base):
    """A customer to follow up, from the day they were listed until it is done.

    reasons: reason, said, at, topic, team and issue_id of each, the weightiest first. state: "open", "taken", "done",
    or "withheld" where the lot fell on not following up. owner: who took it. drawn_share: the share that was withheld
    when the lot was drawn; 0 where there was none. first_at: when somebody first did something about it.
    """

    __tablename__ = "follow_ups"

    customer_id: Mapped[str] = mapped_column(String(ADDRESS), index=True)
    team: Mapped[str] = mapped_column(String(NAME), default="")
    action: Mapped[str] = mapped_column(String(NAME))
    state: Mapped[str] = mapped_column(String(NAME), index=True)
    owner: Mapped[str] = mapped_column(String(NAME), default="")
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    priority: Mapped[float] = mapped_column(Float)
    value: Mapped[float | None] = mapped_column(Float)
    stake: Mapped[float | None] = mapped_column(Float)
    drawn_share: Mapped[float] = mapped_column(Float, default=0.0)
    outcome: Mapped[str] = mapped_column(String(NAME), default="")
    made_at: Mapped[datetime] = mapped_column(DateTime)
    due_at: Mapped[datetime] = mapped_column(DateTime)
    first_at: Mapped[datetime | None] = mapped_column(DateTime)
    done_at: Mapped[datetime | None] = mapped_column(DateTime)


class FollowUpEventRow(Base):
    """What was done about a follow-up, by whom and when: its history."""

    __tablename__ = "follow_up_events"

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime)
    who: Mapped[str] = mapped_column(String(NAME))
    what: Mapped[str] = mapped_column(String(NAME))
    detail: Mapped[str] = mapped_column(String(ADDRESS), default="")


class FollowUpListRow(Base):
    """A version of the store whose list was taken over."""

    __tablename__ = "follow_up_lists"

    store_version: Mapped[int] = mapped_column(Integer, unique=True)
    made_at: Mapped[datetime] = mapped_column(DateTime)


class DebtRow(Editable, Base):
    """A debt of the register: a fracture in a scope.

    key: fracture and scope. by, part: the scope; empty for everywhere. state: "proposed", "noted", "accepted", "being
    repaid", "repaid", "reopened" or "dismissed". owner: empty where nobody has it. principal_low, principal_high: money
    that mending takes. removable: the share of the interest that takes away. since, repaid_on: days, ISO; empty for
    none. evidence: what the data said when it was proposed.
    """

    __tablename__ = "debts"

    key: Mapped[str] = mapped_column(String(ADDRESS), index=True)
    fracture: Mapped[str] = mapped_column(String(NAME))
    by: Mapped[str] = mapped_column("of_dimension", String(NAME), default="")
    part: Mapped[str] = mapped_column(String(ADDRESS), default="")
    title: Mapped[str] = mapped_column(String(ADDRESS))
    state: Mapped[str] = mapped_column(String(NAME), index=True)
    owner: Mapped[str] = mapped_column(String(NAME), default="")
    principal_low: Mapped[float | None] = mapped_column(Float)
    principal_high: Mapped[float | None] = mapped_column(Float)
    removable: Mapped[float | None] = mapped_column(Float)
    since: Mapped[str] = mapped_column("since_on", String(NAME), default="")
    repaid_on: Mapped[str] = mapped_column(String(NAME), default="")
    initiative: Mapped[str] = mapped_column(String(NAME), default="")
    follow_ups: Mapped[list[int]] = mapped_column(JSON, default=list)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(DateTime)


class DebtEventRow(Base):
    """What was done about a debt, by whom and when: its history."""

    __tablename__ = "debt_events"

    debt_id: Mapped[int] = mapped_column(ForeignKey("debts.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime)
    who: Mapped[str] = mapped_column(String(NAME))
    what: Mapped[str] = mapped_column(String(NAME))
    detail: Mapped[str] = mapped_column(String(ADDRESS), default="")


class DebtListRow(Base):
    """A version of the store whose proposals were taken over."""

    __tablename__ = "debt_lists"

    store_version: Mapped[int] = mapped_column(Integer, unique=True)
    made_at: Mapped[datetime] = mapped_column(DateTime)


class MessageRow(Base):
    """That another system is told of a follow-up as it was in one version; the text is made when it is sent.

    name: by which the receiver knows it again. state: "waiting", "sent", "given up", or "overtaken" by a newer version.
    error: why the last try failed. next_at: when it is tried next.
    """

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("follow_up_id", "of_version", name="uq_messages_follow_up_id_of_version"),)

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id", ondelete="CASCADE"), index=True)
    of_version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(NAME), unique=True)
    state: Mapped[str] = mapped_column(String(NAME), index=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str] = mapped_column(String(NAME), default="")
    made_at: Mapped[datetime] = mapped_column(DateTime)
    next_at: Mapped[datetime] = mapped_column(DateTime)


class EvaluationPlanRow(Base):
    """Contacts drawn to be evaluated, as they were drawn.

    strata: stratum, contacts, drawn and chance of each. from_on, to_on: ISO days of the contacts.
    """

    __tablename__ = "evaluation_plans"

    rubric: Mapped[str] = mapped_column(String(NAME))
    series: Mapped[str] = mapped_column(String(NAME))
    from_on: Mapped[str] = mapped_column(String(NAME))
    to_on: Mapped[str] = mapped_column(String(NAME))
    seed: Mapped[int] = mapped_column(Integer)
    store_version: Mapped[int] = mapped_column(Integer)
    strata: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(DateTime)
    made_by: Mapped[str] = mapped_column(String(NAME))


class CalibrationRow(Editable, Base):
    """A set of contacts that several evaluators score blind, and what they agreed on afterwards.

    agreed: contact -> criterion -> points; scored: contact -> rows as of an evaluation. said: what was agreed.
    """

    __tablename__ = "calibrations"

    title: Mapped[str] = mapped_column(String(NAME))
    rubric: Mapped[str] = mapped_column(String(NAME))
    series: Mapped[str] = mapped_column(String(NAME))
    agreed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    scored: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    said: Mapped[str] = mapped_column(String(ADDRESS), default="")
    made_at: Mapped[datetime] = mapped_column(DateTime)
    made_by: Mapped[str] = mapped_column(String(NAME))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)


class EvaluationTaskRow(Editable, Base):
    """A contact to be scored once, by one evaluator.

    evaluator: who scores it; empty until somebody begins. state: "open" or "done". points: criterion -> points, a
    draft while it is open; scored: criterion, dimension, points by weight, most, and whether it is critical, by the
    rubric as it was. chance: of being drawn; None of what was picked.
    """

    __tablename__ = "evaluation_tasks"

    plan_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_plans.id", ondelete="CASCADE"), index=True)
    calibration_id: Mapped[int | None] = mapped_column(ForeignKey("calibrations.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str] = mapped_column(String(ADDRESS), index=True)
    team: Mapped[str] = mapped_column(String(NAME), default="")
    stratum: Mapped[str] = mapped_column(String(NAME), default="")
    purpose: Mapped[str] = mapped_column(String(NAME))
    chance: Mapped[float | None] = mapped_column(Float)
    rubric: Mapped[str] = mapped_column(String(NAME))
    series: Mapped[str] = mapped_column(String(NAME))
    evaluator: Mapped[str] = mapped_column(String(NAME), default="", index=True)
    state: Mapped[str] = mapped_column(String(NAME), index=True)
    points: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    scored: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(DateTime)
    done_at: Mapped[datetime | None] = mapped_column(DateTime)

"""What one contact took: seconds, marks, counts. The only place where instants become numbers."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from steelyard.facts.build.context import Context
from steelyard.facts.build.counted import EVENTS, GIVES
from steelyard.facts.build.expressions import (
    AUTOMATIC,
    LIVE,
    by_name,
    is_true,
    join,
    known,
    number,
    seconds_between,
    total,
)

LONGEST_SESSION_S = 7200
"""A bot's session that was open for longer says nothing of the time the customer gave it."""


def measure(context: Context, kept: ir.Table) -> ir.Table:
    """Every contact with its dimensions, marks, durations and counts: the view tmp_measured.

    Args:
        kept: all stored contacts; those that are none keep their mark.
    """
    contacts = _named(context, kept)
    is_inbound = contacts.direction == "inbound"
    is_abandoned = is_inbound & is_true(contacts.abandoned)
    is_answered = is_inbound & ~is_true(contacts.abandoned)
    staged = contacts.mutate(
        start_s=number(contacts.opened_at),
        is_contact=is_answered,
        is_abandoned=is_abandoned,
        is_attempt=is_inbound,
        is_outbound=~is_inbound,
        is_human=(contacts.handled_by == "human") & ~is_abandoned,
        is_reopened=contacts.reopens > 0,
        is_transferred=contacts.transfers > 0,
        is_closed=known(contacts.ended_at, contacts.resolved_at, contacts.closure),
        is_sla_met=contacts.sla_met,
        is_visit=contacts.field_visit_at.notnull(),
        is_wrap_known=contacts.wrap_s.notnull(),
        wait_s=_wait(contacts),
        first_reply_s=seconds_between(contacts, "opened_at", "first_reply_at"),
        resolution_s=seconds_between(contacts, "opened_at", "resolved_at"),
        closing_s=seconds_between(contacts, "opened_at", "ended_at"),
        dispatch_s=seconds_between(contacts, "opened_at", "field_visit_at"),
        weekday=(contacts.on.day_of_week.index() + 1).cast("string"),
        hour_name=contacts.hour.cast("string").lpad(2, "0"),
    )
    return context.view("tmp_measured", _worked(context, _marked(staged)))


def _named(context: Context, contacts: ir.Table) -> ir.Table:
    """Contacts with the dimensions their own row does not hold: team and site, segment, family, who handled."""
    agents = (
        context.canonical("agents")
        .group_by("agent_id")
        .aggregate(agent_team=_.team.min(), agent_site=_.site.min(), hourly_cost=_.hourly_cost.max())
    )
    customers = context.canonical("customers").group_by("customer_id").aggregate(customer_segment=_.segment.min())
    topics = ibis.table({"topic": "string", "family": "string", "family_number": "int64"}, name="tmp_topics")
    named = join(contacts, agents, "agent_id", ("agent_team", "agent_site", "hourly_cost"))
    if context.has("customers", "segment"):
        named = join(named, customers, "customer_id", ("customer_segment",))
        named = named.mutate(segment=named.segment.fill_null(named.customer_segment))
    named = join(named, topics, "topic", ("family",))
    named = named.mutate(team=named.team.fill_null(named.agent_team), direction=named.direction.fill_null("inbound"))
    is_bot = (named.handled_by == "bot") | (named.handled_by.isnull() & (named.channel.lower() == "bot"))
    named = named.mutate(bot_took_part=is_true(is_bot | (named.handled_by == "both")))
    named = named.mutate(handled_by=ibis.ifelse(is_true(is_bot), "bot", "human"))
    at_site = ibis.table({"team": "string", "team_site": "string"}, name="tmp_sites")
    named = join(named, at_site, "team", ("team_site",))
    return named.mutate(site=named.agent_site.fill_null(named.team_site))


def sites(context: Context) -> ir.Table:
    """The one site of a team's agents; none where they sit at several."""
    ends = context.canonical("agents").group_by("team").aggregate(first=_.site.min(), last=_.site.max())
    return ends.select("team", team_site=ibis.cases((ends["first"] == ends["last"], ends["first"])))


def _wait(contacts: ir.Table) -> ir.Value:
    """Queue time: as given, else from the start to the pick-up (giving up: to the end), menus taken off.

    An end that a rule set says nothing of when the customer gave up.
    """
    is_own_end = ~is_true(contacts.closure.isin(AUTOMATIC))
    picked_up = ibis.ifelse(
        is_true(contacts.abandoned),
        ibis.cases((is_own_end, seconds_between(contacts, "opened_at", "ended_at"))),
        seconds_between(contacts, "opened_at", "answered_at"),
    )
    without_menus = picked_up - contacts.self_service_s.fill_null(0.0)
    return contacts.wait_s.fill_null(ibis.cases((without_menus >= 0, without_menus)))


def _session(contacts: ir.Table) -> ir.Value:
    """How long a bot's session took its customer; missing where it was left open for longer than anybody stays.

    One that a rule ended counts to its end: leaving it out would make data that lost who ended it look better.
    """
    return ibis.cases((contacts.is_contact & (contacts.closing_s <= LONGEST_SESSION_S), contacts.closing_s))


def ends(counts: ir.Table) -> ir.Table:
    """Whether sources and channels say when contacts end, mark any as solved or not, and record giving up.

    Ends are given where at least half of the answered contacts have one, or half of those in the older half of the
    days: where solving is slow most of the newer ones are open still. Giving up is recorded where any contact was
    given up, or where a live channel says of any that it was not: nobody gives up an email.

    Args:
        counts: contacts by source, channel, month and marks, see `census`.
    """
    named = counts.mutate(
        channel_name=counts.channel.fill_null(""), answered_in=ibis.cases((counts.is_answered, counts.begun))
    )
    within = {"group_by": ["source", "channel_name"]}
    middle = named.answered_in.min().over(**within) + named.answered_in.max().over(**within)
    aged = named.mutate(is_old=is_true(named.answered_in * 2 <= middle))
    is_live = aged.channel_name.lower().isin([name for name in LIVE if name != "bot"])
    wanted = {
        "n": aged.is_answered,
        "ended": aged.is_answered & aged.is_ended,
        "n_old": aged.is_old,
        "ended_old": aged.is_old & aged.is_ended,
        "marked": aged.is_answered & aged.is_marked,
        "given_up": ~aged.is_answered | (is_live & aged.tells_giving_up),
    }
    sums = {name: aged.n.sum(where=flag).fill_null(0) for name, flag in wanted.items()}
    sums |= {name: aged[name].sum(where=wanted["ended"]).fill_null(0) for name in EVENTS}
    shares = aged.group_by("source", "channel_name").aggregate(**sums)
    return shares.select(
        "source",
        "channel_name",
        gives_ends=(shares.n > 0) & ((shares.ended * 2 >= shares.n) | (shares.ended_old * 2 >= shares.n_old)),
        gives_marks=shares.marked > 0,
        gives_abandoned=shares.given_up > 0,
        **{f"gives_{name}": (shares[name] > 0) & (shares[name] * 2 >= shares.ended) for name in EVENTS},
    )


_ENDS = {"source": "string", "channel_name": "string", **dict.fromkeys(GIVES, "boolean")}
STATES = ("is_unsolved", "is_open", "is_marked", "is_unmarked", "is_untold")
"""What is known of how a contact ended, see `_marked`."""

AWAITED = {"replied": "awaits_reply", "solved": "awaits_solution", "closed": "awaits_closing"}
"""Event -> the mark of a contact that is still without it, where its source and channel otherwise give it. A contact
waits as long as it is open; for its end also after its solution, which helpdesks close days later."""


def _marked(contacts: ir.Table) -> ir.Table:
    """The mark of solution: a state of its own where nobody gave one.

    Given up, or marked so: not solved. Closed by silence, in bulk, by automation or merging: no mark. Else the mark,
    or what amounts to one: closed by agent or customer, or (people only) an instant of solution. A contact still
    open, where its source and channel otherwise say when contacts end: not solved.

    Beside it, what is known of its end: `is_unsolved`, marked so; `is_open`, no end is known though its source and
    channel otherwise say; `is_marked`, solved or not; `is_unmarked`, ended without a mark where others carry one;
    `is_untold`, neither a mark nor an end, of a source and channel that do not say; `ended_s`, the instant.
    """
    yes, no = ibis.literal(True), ibis.literal(False)
    is_silent = contacts.closure.isin((*AUTOMATIC, "merge"))
    is_closed_by_people = is_true(contacts.closure.isin(("agent", "customer")))
    is_solved_by_people = (contacts.handled_by == "human") & (is_closed_by_people | contacts.resolved_at.notnull())
    named = contacts.mutate(channel_name=contacts.channel.fill_null(""))
    told = join(named, ibis.table(_ENDS, name="tmp_ends"), ["source", "channel_name"], GIVES)
    mark = ibis.cases(
        (told.is_abandoned, no),
        (is_true(~told.resolved), no),
        (is_true(is_silent), ibis.null("boolean")),
        (is_true(told.resolved) | is_solved_by_people, yes),
        (is_true(told.gives_ends) & ~told.is_closed, no),
    )
    is_open = is_true(told.gives_ends) & ~told.is_closed & told.resolved.isnull()
    is_marked = mark.notnull() & ~is_open
    has_end = told.is_closed | told.resolved.notnull()
    states = {
        "is_resolved": mark,
        "is_unsolved": is_true(~told.resolved),
        "is_open": is_open,
        "is_abandonable": told.is_attempt & is_true(told.gives_abandoned),
        "is_marked": is_marked,
        "is_unmarked": is_true(told.gives_marks) & has_end & ~is_marked,
        "is_untold": ~has_end & ~is_true(told.gives_ends),
        "ended_s": number(told.resolved_at.fill_null(told.ended_at)),
    }
    is_only_solved = told.resolved_at.notnull() & told.closure.isnull()
    waits = {"replied": is_open, "solved": is_open, "closed": is_open | is_only_solved}
    awaited = {
        AWAITED[name]: told.is_contact & waits[name] & is_true(told[f"gives_{name}"]) & told[column].isnull()
        for name, column in EVENTS.items()
    }
    return told.mutate(**states, **awaited).drop("channel_name", *GIVES)


def _worked(context: Context, contacts: ir.Table) -> ir.Table:
    """Handling and after-contact work by people: bots and contacts given up take none unless it was measured."""
    minutes = {name: value * 60 for name, value in context.assumptions.minutes_per_contact.items()}
    is_work = contacts.is_human | contacts.is_outbound
    is_people = contacts.handled_by == "human"
    measured_s = ibis.cases((contacts.handle_s.notnull(), contacts.handle_s + contacts.wrap_s.fill_null(0.0)))
    assumed_s = by_name(contacts.channel, minutes) + contacts.wrap_s.fill_null(0.0)
    live = is_true(contacts.channel.lower().isin(LIVE)) | contacts.answered_at.notnull()
    handled_s = ibis.ifelse(is_people, contacts.handle_s, contacts.handle_s.fill_null(_session(contacts)))
    own_s = total(contacts.wait_s, contacts.self_service_s, ibis.cases((live, handled_s)))
    return contacts.mutate(
        is_work_assumed=is_work & is_people & contacts.handle_s.isnull() & assumed_s.notnull(),
        work_s=ibis.cases(
            (~is_people, ibis.literal(0.0)),
            (contacts.handle_s.notnull(), measured_s),
            (contacts.is_abandoned, ibis.literal(0.0)),
            else_=assumed_s,
        ),
        customer_s=contacts.customer_s.fill_null(ibis.cases((~contacts.is_outbound | live, own_s))),
        answer_s=ibis.cases((contacts.is_contact, contacts.wait_s)),
        is_queued=contacts.wait_s > 0,
        is_wait_unknown=contacts.wait_s.isnull(),
        is_within_service_level=ibis.cases(
            (contacts.is_abandoned, ibis.literal(False)),
            (contacts.is_contact, contacts.wait_s <= context.assumptions.service_level_s),
        ),
    )

"""What a load touches: the contacts whose facts can differ from those of the version before, and what belongs to them.

1. *Seeds* are contacts whose row changed, or something their facts are made of: a survey or an evaluation of them,
   their agent or customer, the ledger of their day, an outcome; and issues whose loyalty horizon has passed since.
2. A contact can only be chained with others of the same *stretch*: contacts of one customer of which each begins
   before the latest solution so far plus the longest time any rule looks back (the return window, or how long an
   issue may last). Surveys of a customer stand in it as moments. Earlier states of changed rows stand in it as well, so
   that what lost a contact is touched as what gained one.
3. The source's own links (case, follow-up, merge, the contact a survey is about) hold stretches of a customer
   together; a customer linked with another is one stretch.
4. Touched is every stretch with a seed, and every stretch linked with a touched one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from steelyard.facts import build
from steelyard.settings.model import Settings
from steelyard.store import Manifest, Writer
from steelyard.store.merge import Scope

DAY_S = 86_400
SLACK_S = 2
"""Seconds by which whole seconds may be off; a longer stretch only touches more."""

MOST_SHARE = 0.25
"""Of all contacts: where more are touched, building everything costs no more."""

LINKS = ("issue_id", "follows_id", "merged_into")
_ASKED = ("contact_id", "customer_id")
SURVEY_S = "date_diff('second', TIMESTAMP '2000-01-01', coalesce(sent_at, answered_at))"
EVALUATION_KEY = "length(evaluation_id) || ':' || evaluation_id || contact_id"


@dataclass(frozen=True)
class Touched:
    """What to build anew.

    Args:
        contacts: how many.
        names: canonical table -> relation with its rows that belong to them.
        scopes: fact table, and STATES -> identities whose facts are replaced.
        days: table of the days, `on`, whose ledger is spread anew; has_days: whether there are any.
    """

    contacts: int
    names: Mapping[str, str]
    scopes: Mapping[str, Scope]
    days: str
    has_days: bool


@dataclass(frozen=True)
class Touch:
    """One search, in the writer's engine after the merges and the census.

    Args:
        known: canonical table -> column -> count of non-missing values.
        horizon: naive UTC. before: the version before, with a horizon.
    """

    writer: Writer
    settings: Settings
    known: Mapping[str, Mapping[str, int]]
    horizon: datetime
    before: Manifest

    def find(self) -> Touched | None:
        """What is touched; None where it is so much that everything had better be built."""
        self._views()
        self._ledger_days()
        self._seed()
        if self._is_much("touch_seeds"):
            return None
        self._gather()
        self._stretch()
        self._spread()
        if self._is_much("touch_contacts"):
            return None
        has_days = self._count("touch_days") > 0
        return Touched(self._count("touch_contacts"), self._parts(), self._scopes(), "touch_days", has_days)

    def _keep(self, name: str, sql: str) -> None:
        self.writer.engine.keep(name, sql)

    def _count(self, relation: str) -> int:
        return int(self.writer.engine.query(f"SELECT count(*) AS n FROM {relation}")["n"][0])

    def _is_much(self, relation: str) -> bool:
        return self._count(relation) > MOST_SHARE * self.writer.rows("contacts")

    def _has(self, table: str, column: str) -> bool:
        return self.known.get(table, {}).get(column, 0) > 0

    def _changed(self, table: str) -> str:
        """Rows of a table that came or left, with `is_now`."""
        if table in self.writer.changes:
            return self.writer.changed(table)
        return f"(SELECT *, true AS is_now FROM {table} WHERE false)"

    @property
    def _links(self) -> tuple[str, ...]:
        before = self.before.known.get("contacts", {})
        return tuple(name for name in LINKS if self._has("contacts", name) or before.get(name))

    def _views(self) -> None:
        engine = self.writer.engine
        engine.view("touch_line", build.stretches("contacts", engine.dialect))
        for name, state in (("touch_came", "is_now"), ("touch_left", "NOT is_now")):
            engine.view(f"{name}_rows", f"SELECT * EXCLUDE (is_now) FROM {self._changed('contacts')} WHERE {state}")
            self._keep(name, build.stretches(f"{name}_rows", engine.dialect))
        surveys = (
            f"SELECT source, source_key, contact_id, customer_id, {SURVEY_S} AS sent_s FROM {{}} "
            "WHERE customer_id IS NOT NULL AND coalesce(sent_at, answered_at) IS NOT NULL"
        )
        engine.view("touch_asked", surveys.format("surveys"))
        changed = "(SELECT contact_id FROM touch_came UNION SELECT contact_id FROM touch_left)"
        self._keep(
            "touch_asked_seeds",
            f"{surveys.format(self._changed('surveys'))} UNION SELECT * FROM touch_asked WHERE contact_id IN {changed}",
        )

    def _ledger_days(self) -> None:
        """Days whose ledger is spread anew: of entries that changed, or that cover a day on which contacts changed.

        Among them are days that had contacts at the version before and have none now.
        """
        if not self._has("costs", "amount") and "costs" not in self.writer.changes:
            self._keep("touch_days", "SELECT DATE '2000-01-01' AS \"on\" WHERE false")
            return
        self._merged()
        days = 'SELECT "on" FROM touch_came UNION SELECT "on" FROM touch_left UNION SELECT "on" FROM touch_merged'
        if "agents" in self.writer.changes:
            days += (
                f' UNION SELECT "on" FROM contacts WHERE agent_id IN (SELECT agent_id FROM {self._changed("agents")})'
            )
        self._keep("touch_moved", days)
        within = 'EXISTS (FROM touch_moved AS m WHERE m."on" BETWEEN from_on AND to_on)'
        entries = (
            f"SELECT from_on, to_on FROM {self._changed('costs')} UNION SELECT from_on, to_on FROM costs WHERE {within}"
        )
        self._keep("touch_entries", entries)
        every = f'SELECT "on" FROM tmp_days UNION SELECT "on" FROM {build.RATES}'
        self._keep(
            "touch_days", f'SELECT "on" FROM ({every}) SEMI JOIN touch_entries ON "on" BETWEEN from_on AND to_on'
        )

    def _merged(self) -> None:
        """Days of contacts merged, at whatever remove, with one that changed: their starts may move."""
        engine, merged = self.writer.engine, "FROM contacts WHERE merged_into IS NOT NULL"
        ids = "SELECT contact_id AS id FROM {0} UNION SELECT merged_into FROM {0} WHERE merged_into IS NOT NULL"
        self._keep("touch_met", " UNION ".join(ids.format(name) for name in ("touch_came", "touch_left")))
        size = -1
        while self._has("contacts", "merged_into") and size != (size := self._count("touch_met")):
            near = f"{merged} AND (contact_id IN (FROM touch_met) OR merged_into IN (FROM touch_met))"
            self._keep(
                "touch_met_more", f"FROM touch_met UNION SELECT contact_id {near} UNION SELECT merged_into {near}"
            )
            self._keep("touch_met", "FROM touch_met_more")
        is_met = "contact_id IN (FROM touch_met)" if self._has("contacts", "merged_into") else "false"
        engine.view("touch_merged", f'SELECT "on" FROM contacts WHERE {is_met}')

    def _seed(self) -> None:
        """The table `touch_seeds`: who they are; only what tells that is read of everything."""
        conditions = [*self._by_answers(), *self._by_people(), *self._by_outcomes()]
        if self._count("touch_days"):
            conditions.append('"on" IN (FROM touch_days)')
        seeds = "SELECT source, source_key, contact_id, customer_id FROM {}"
        found = f" UNION {seeds.format('touch_line')} WHERE {' OR '.join(conditions)}" if conditions else ""
        self._keep("touch_seeds", seeds.format("touch_came") + found)

    def _by_answers(self) -> list[str]:
        """Contacts that a changed survey or evaluation names, or one of the same evaluation."""
        named = []
        if "surveys" in self.writer.changes:
            named.append(f"SELECT contact_id FROM {self._changed('surveys')}")
        if "evaluations" in self.writer.changes:
            changed = self._changed("evaluations")
            groups = f"(SELECT source, evaluation_id FROM {changed})"
            named.append(f"SELECT contact_id FROM {changed}")
            named.append(f"SELECT contact_id FROM evaluations WHERE (source, evaluation_id) IN {groups}")
        if not named:
            return []
        self._keep("touch_named", " UNION ".join(named))
        return ["contact_id IN (FROM touch_named)"] if self._count("touch_named") else []

    def _by_people(self) -> list[str]:
        """Contacts of changed agents, and of customers whose segment changed."""
        conditions = []
        if "agents" in self.writer.changes:
            conditions.append(f"agent_id IN (SELECT agent_id FROM {self._changed('agents')})")
        if "customers" in self.writer.changes:
            moved = (
                f"SELECT customer_id FROM {self._changed('customers')} GROUP BY customer_id "
                "HAVING min(segment) FILTER (is_now) IS DISTINCT FROM min(segment) FILTER (NOT is_now)"
            )
            conditions.append(f"customer_id IN ({moved})")
        return conditions

    def _by_outcomes(self) -> list[str]:
        """Contacts whose loyalty horizon passed since the version before, or whose customer's outcomes changed."""
        if "outcomes" not in self.known and "outcomes" not in self.writer.changes:
            return []
        loyalty_s = round(self.settings.assumptions.loyalty_days * DAY_S)
        now, then = (_seconds(instant) - loyalty_s for instant in (self.horizon, self.before.horizon or self.horizon))
        passed = f"customer_id IN (SELECT customer_id FROM outcomes) AND opened_s > {then} AND opened_s <= {now}"
        changed = f"SELECT customer_id FROM {self._changed('outcomes')}"
        return [f"({passed})", f"(opened_s <= {now} AND customer_id IN ({changed}))"]

    def _gather(self) -> None:
        """The table `touch_rows`: every contact of a touched customer, and all that is linked with them."""
        self._keep("touch_rows", "FROM touch_came")
        self._keep("touch_surveys", "FROM touch_asked_seeds")
        sizes: tuple[int, ...] = ()
        while sizes != (sizes := self._sets()):
            conditions = ["customer_id IN (FROM touch_customers)", "contact_id IN (FROM touch_wanted)"]
            for name in self._links:
                pointed = "touch_cases" if name == "issue_id" else "touch_ids"
                conditions.append(f"{name} IN (FROM {pointed})")
            self._keep("touch_more", f"FROM touch_rows UNION SELECT * FROM touch_line WHERE {' OR '.join(conditions)}")
            self._keep("touch_rows", "FROM touch_more")
            near = "customer_id IN (FROM touch_customers) OR contact_id IN (SELECT contact_id FROM touch_rows)"
            self._keep("touch_more", f"FROM touch_surveys UNION SELECT * FROM touch_asked WHERE {near}")
            self._keep("touch_surveys", "FROM touch_more")

    def _sets(self) -> tuple[int, ...]:
        """Customers, ids, cases and wanted ids of what is gathered so far; their sizes, which only grow."""
        both = "(FROM touch_rows UNION ALL FROM touch_left)"
        people = (both, "touch_seeds", "touch_surveys")
        self._keep(
            "touch_customers",
            f"SELECT customer_id FROM ({' UNION ALL '.join(map('SELECT customer_id FROM {}'.format, people))}) "
            "WHERE customer_id IS NOT NULL EXCEPT SELECT customer_id FROM tmp_placeholders",
        )
        links = self._links
        self._keep("touch_ids", f"SELECT contact_id FROM {both}{'' if links else ' WHERE false'} GROUP BY 1")
        self._keep("touch_cases", f"SELECT issue_id FROM {both} WHERE issue_id IS NOT NULL GROUP BY 1")
        wanted = [f"SELECT {name} AS id FROM {both}" for name in links if name != "issue_id"]
        wanted += [f"SELECT contact_id FROM {name}" for name in ("touch_surveys", "touch_seeds")]
        self._keep("touch_wanted", f"SELECT id FROM ({' UNION '.join(wanted)}) AS w(id) WHERE id IS NOT NULL")
        return tuple(map(self._count, ("touch_customers", "touch_ids", "touch_cases", "touch_wanted")))

    def _stretch(self) -> None:
        """The tables `touch_events`, each in a stretch, and `touch_nodes`: what links several of them."""
        nothing = ", ".join(f"NULL AS {name}" for name in LINKS)
        self._keep(
            "touch_numbered",
            "SELECT row_number() OVER () AS event, *, CASE WHEN EXISTS (FROM tmp_placeholders AS p WHERE "
            "p.customer_id = named) THEN NULL ELSE named END AS customer FROM ("
            "SELECT 'now' AS kind, source, source_key, \"on\", customer_id AS named, contact_id, issue_id, follows_id, "
            "merged_into, opened_s, solved_s, (source, source_key) IN (SELECT (source, source_key) FROM touch_seeds) "
            "AS is_seed FROM touch_rows UNION ALL "
            "SELECT 'before', source, source_key, \"on\", customer_id, contact_id, issue_id, follows_id, merged_into, "
            "opened_s, solved_s, true FROM touch_left UNION ALL "
            f"SELECT 'survey', source, source_key, NULL, customer_id, contact_id, {nothing}, sent_s, sent_s, "
            "(source, source_key) IN (SELECT (source, source_key) FROM touch_asked_seeds) FROM touch_surveys)",
        )
        nodes = " UNION ".join(
            f"SELECT event, '{mark}' || {name} AS node FROM touch_numbered WHERE {name} IS NOT NULL"
            for name, mark in (("contact_id", "i"), ("issue_id", "c"), ("follows_id", "i"), ("merged_into", "i"))
        )
        self._keep("touch_every_node", nodes)
        self._keep(
            "touch_ties",
            "SELECT node, max(solved_s) AS solved_s, "
            "count(DISTINCT customer) + max(customer IS NULL)::INT > 1 AS is_wide "
            "FROM touch_every_node JOIN touch_numbered USING (event) GROUP BY node HAVING count(*) > 1",
        )
        tied = "SELECT event, node, solved_s, is_wide FROM touch_every_node JOIN touch_ties USING (node)"
        self._keep("touch_nodes", tied)
        self._keep(
            "touch_wide",
            "SELECT DISTINCT customer FROM touch_nodes JOIN touch_numbered USING (event) "
            "WHERE is_wide AND customer IS NOT NULL",
        )
        longest_s = round(self._longest_days() * DAY_S) + SLACK_S
        upto = "(PARTITION BY customer ORDER BY opened_s, event ROWS BETWEEN UNBOUNDED PRECEDING AND {})"
        self._keep(
            "touch_events",
            "WITH ties AS (SELECT event, max(solved_s) AS until_s FROM touch_nodes GROUP BY event), "
            "tied AS (SELECT n.*, greatest(n.solved_s, coalesce(t.until_s, n.solved_s)) AS until_s "
            "FROM touch_numbered AS n LEFT JOIN ties AS t USING (event)), "
            f"begun AS (SELECT *, max(until_s) OVER {upto.format('1 PRECEDING')} AS before_s FROM tied), "
            f"marked AS (SELECT *, coalesce(opened_s > before_s + {longest_s}, true) AS is_start FROM begun) "
            "SELECT *, CASE WHEN customer IS NULL THEN 'e' || event "
            "WHEN customer IN (FROM touch_wide) THEN 'w' || customer "
            f"ELSE 'k' || sum(is_start::INT) OVER {upto.format('CURRENT ROW')} || ':' || customer END AS stretch "
            "FROM marked",
        )

    def _longest_days(self) -> float:
        assumptions = self.settings.assumptions
        return max(assumptions.return_window_days, assumptions.issue_max_days)

    def _spread(self) -> None:
        """The table `touch_contacts`: contacts as they are now in stretches with a seed, or linked with such."""
        self._keep("touch_hit", "SELECT DISTINCT stretch FROM touch_events WHERE is_seed")
        size = -1
        while size != (size := self._count("touch_hit")):
            nodes = "SELECT node FROM touch_nodes JOIN touch_events USING (event) WHERE stretch IN (FROM touch_hit)"
            linked = f"SELECT stretch FROM touch_nodes JOIN touch_events USING (event) WHERE node IN ({nodes})"
            self._keep("touch_more", f"FROM touch_hit UNION {linked}")
            self._keep("touch_hit", "FROM touch_more")
        inside = "SELECT DISTINCT {} FROM touch_events WHERE kind = '{}' AND stretch IN (FROM touch_hit)"
        names = 'source, source_key, "on", contact_id, named AS customer_id'
        self._keep("touch_contacts", inside.format(names, "now"))
        self._keep("touch_answers", inside.format("source, source_key", "survey"))

    def _parts(self) -> dict[str, str]:
        """Canonical table -> its rows that belong to the touched contacts."""
        same = "e.source = t.source AND e.source_key = t.source_key"
        contacts = self.writer.part("contacts", 'SELECT "on" FROM touch_contacts')
        self._keep("part_contacts", f"SELECT e.* FROM ({contacts}) AS e SEMI JOIN touch_contacts AS t ON {same}")
        ids = "(SELECT contact_id FROM touch_contacts UNION SELECT contact_id FROM touch_left)"
        now = f"SELECT source, source_key FROM {self._changed('surveys')} WHERE is_now"
        self._keep(
            "part_surveys",
            f"SELECT e.* FROM surveys AS e WHERE contact_id IN {ids} "
            f"OR (source, source_key) IN (FROM touch_answers UNION {now}) OR {self._same_invitation()}",
        )
        changed = f"SELECT source, evaluation_id FROM {self._changed('evaluations')}"
        groups = f"SELECT source, evaluation_id FROM evaluations WHERE contact_id IN {ids} UNION {changed}"
        self._keep("part_evaluations", f"SELECT * FROM evaluations WHERE (source, evaluation_id) IN ({groups})")
        for table in ("outcomes", "customers"):
            theirs = "(SELECT customer_id FROM touch_contacts)"
            self._keep(f"part_{table}", f"SELECT * FROM {table} WHERE customer_id IN {theirs}")
        return {name: f"part_{name}" for name in ("contacts", "surveys", "evaluations", "outcomes", "customers")}

    def _same_invitation(self) -> str:
        """Whether a survey may be to an invitation that a changed one is to: which of them is the last may be new."""
        if "surveys" not in self.writer.changes:
            return "false"
        named = "SELECT source, {0} FROM {1} WHERE {0} IS NOT NULL"
        pairs = (f"(source, {name}) IN ({named.format(name, self._changed('surveys'))})" for name in _ASKED)
        return " OR ".join(pairs)

    def _scopes(self) -> dict[str, Scope]:
        days = 'SELECT "on" FROM touch_contacts UNION SELECT "on" FROM touch_left'
        identities = "SELECT source, source_key FROM {}"
        self._keep("scope_contacts", f"{identities.format('touch_contacts')} UNION {identities.format('touch_left')}")
        surveys = f"(FROM part_surveys UNION ALL BY NAME FROM {self._changed('surveys')})"
        self._keep("scope_responses", f"{identities.format(surveys)} GROUP BY ALL")
        asked = f'{days} UNION SELECT "on" FROM {surveys} UNION SELECT answered_at::DATE FROM {surveys}'
        evaluations = f"(FROM part_evaluations UNION ALL BY NAME FROM {self._changed('evaluations')})"
        whole = f"(SELECT source, evaluation_id FROM {self._changed('evaluations')})"
        self._keep(
            "scope_evaluations",
            f"SELECT DISTINCT source, {EVALUATION_KEY} AS source_key FROM {evaluations} WHERE contact_id IN "
            f"(SELECT contact_id FROM touch_contacts UNION SELECT contact_id FROM touch_left) "
            f"OR (source, evaluation_id) IN {whole}",
        )
        return {
            "fact_contacts": Scope("scope_contacts", days),
            "fact_issues": Scope("scope_contacts", days),
            build.STATES: Scope("scope_contacts", days),
            "fact_responses": Scope("scope_responses", asked),
            "fact_evaluations": Scope("scope_evaluations", f'{days} UNION SELECT "on" FROM {evaluations}'),
        }


def _seconds(instant: datetime) -> int:
    return int((instant - datetime(2000, 1, 1)).total_seconds())

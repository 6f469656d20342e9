"""Odd customers: none named, one id on far too many contacts, one issue of a hundred contacts."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.analyses.check.finding import Finding, Look

_NOTEWORTHY = 0.01
_CROWD = 1000
"""Contacts from which one customer's share means something."""

_HEAVY_LEAST = 30
"""Contacts of one customer below which coming back is nothing to look into."""

_INBOUND = "coalesce(direction, 'inbound') = 'inbound'"


def odd_people(look: Look) -> Iterator[Finding]:
    """Everything odd about whom contacts are of."""
    yield from _unidentified(look)
    if look.knows("contacts", "customer_id"):
        yield from _placeholders(look)
    if "fact_issues" in look.snapshot.manifest.tables:
        yield from _long_issues(look)


def _unidentified(look: Look) -> Iterator[Finding]:
    rows = look.rows(
        "SELECT source, count(*) AS n, "
        "sum(CASE WHEN customer_id IS NULL AND issue_id IS NULL THEN 1 ELSE 0 END) AS nobody "
        f"FROM contacts WHERE {_INBOUND} AND excluded IS NULL GROUP BY source"
    )
    most = look.settings.assumptions.unidentified_max_share
    for row in rows:
        if row["nobody"] > _NOTEWORTHY * row["n"]:
            is_too_many = row["nobody"] > most * row["n"]
            why = f"Over {most:.0%}: no figure that rests on customers coming back is given." if is_too_many else ""
            yield Finding(
                "unidentified",
                "contacts without a customer",
                f"{row['source']}: customer_id",
                int(row["nobody"]),
                int(row["n"]),
                why or "They form no issue, and a return among them is not seen.",
                "Map the customer's id, or let the system ask for it.",
                "warning" if is_too_many else "note",
            )


def _placeholders(look: Look) -> Iterator[Finding]:
    """Ids that the facts take for nobody's, and those on many contacts that they take for a customer who comes back."""
    if "fact_contacts" not in look.snapshot.manifest.tables:
        return
    share = look.settings.assumptions.placeholder_share
    total = int(look.rows(f"SELECT count(*) AS n FROM contacts WHERE {_INBOUND}")[0]["n"])
    heavy = max(share * total, _HEAVY_LEAST)
    row = look.rows(
        "SELECT count(CASE WHEN known = 0 THEN 1 END) AS ids, "
        "coalesce(sum(CASE WHEN known = 0 THEN n END), 0) AS contacts, "
        f"count(CASE WHEN known > 0 AND n > {heavy} THEN 1 END) AS heavy, "
        f"coalesce(sum(CASE WHEN known > 0 AND n > {heavy} THEN n END), 0) AS heavy_contacts "
        "FROM (SELECT c.customer_id, count(*) AS n, sum(CASE WHEN f.is_identified THEN 1 ELSE 0 END) AS known "
        "FROM contacts AS c INNER JOIN fact_contacts AS f ON c.contact_id = f.contact_id "
        f"WHERE c.customer_id IS NOT NULL AND coalesce(c.direction, 'inbound') = 'inbound' "
        "GROUP BY c.customer_id) AS customers"
    )[0]
    if row["ids"]:
        ids = int(row["ids"])
        yield Finding(
            "placeholder",
            f"{ids} customer {'id is' if ids == 1 else 'ids are'} nobody's, by name or by how many contacts",
            "contacts: customer_id",
            int(row["contacts"]),
            total,
            "No customer calls so often, or the id says so itself: these are placeholders, and count as nobody.",
            "Name them as missing = [...] on customer_id, or raise placeholder_share if they are real.",
        )
    if row["heavy"] and total >= _CROWD:
        ids = int(row["heavy"])
        yield Finding(
            "heavy_customer",
            f"{ids} {'customer makes' if ids == 1 else 'customers make'} over {heavy:,.0f} contacts each",
            "contacts: customer_id",
            int(row["heavy_contacts"]),
            total,
            "They count as customers who come back, and weigh on every figure that rests on returns.",
            "Nothing, if they are customers. An id that stands for several people is better left out: "
            "missing = [...] on customer_id.",
            "note",
        )


def _long_issues(look: Look) -> Iterator[Finding]:
    row = look.rows(
        "SELECT count(*) AS n, sum(CASE WHEN is_long THEN 1 ELSE 0 END) AS long, "
        "max(contacts + attempts) AS most FROM fact_issues"
    )[0]
    most = look.settings.assumptions.issue_max_contacts
    if row["long"]:
        yield Finding(
            "long_issue",
            f"issues of over {most} contacts, the longest of {int(row['most']):,}",
            "issues",
            int(row["long"]),
            int(row["n"]),
            "Several customers under one id, or machines that write: they are counted apart.",
            "Look at who they are; exclude what is no customer.",
        )

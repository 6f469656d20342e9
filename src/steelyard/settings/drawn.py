"""Customers drawn by lot, as an initiative registers them: from a seed, or as a dimension of contacts says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from steelyard.settings.model import Settings
from steelyard.settings.nodes import Node
from steelyard.settings.undertaken import CUSTOMERS, Lot

_LOT = ("seed", "share", "ids")
_HINT = 'Write lot = { seed = 7, share = 0.5, ids = "plain" }, or arm = "test_group" and treated = ["b"].'


def lot_of(node: Node, entries: Mapping[str, Node], treats: str) -> Lot | None:
    """The seed customers were drawn from; None where units are treated, or a dimension says who was drawn.

    Raises:
        SettingsError: customers were not drawn, or both ways are told.
    """
    if treats != CUSTOMERS:
        for name in ("lot", "arm"):
            if name in entries:
                raise entries[name].error(
                    f"{name} is told of {treats}, which are not drawn so", next='Write treats = "customers".'
                )
        return None
    if "assigned" in entries and entries["assigned"].text() != "lot":
        what = "customers who were not drawn by lot differ from the others in what brought them there"
        raise entries["assigned"].error(what, next="Draw them by lot, or treat sites, teams or agents.")
    if ("lot" in entries) == ("arm" in entries):
        what = "customers are drawn either from a seed or by a dimension"
        raise entries.get("lot", node).error(what, next=_HINT)
    if "lot" not in entries:
        return None
    for name in ("treated", "starts", "controls"):
        if name in entries:
            raise entries[name].error(f"{name} stands beside lot, which says who is treated", next="Take it out.")
    if "from" not in entries:
        raise node.error("an initiative does not say since when customers are treated", next="Write from = 2026-01-01.")
    return _lot(entries["lot"])


def lot_table(settings: Settings, seed: float, share: float | None) -> dict[str, float | str]:
    """How a lot from a seed is written: of half of all customers unless told, and from what their ids are here."""
    ids = "pseudonyms" if settings.privacy.pseudonyms else "plain"
    whole = int(seed) if seed == int(seed) else seed
    return {"seed": whole, "share": 0.5 if share is None else share, "ids": ids}


def _lot(node: Node) -> Lot:
    held = node.table(_LOT)
    for name in _LOT:
        if name not in held:
            raise node.error(f"lot has no {name}", next=_HINT)
    seed, share = held["seed"].number(0), float(held["share"].number(0, 1))
    if seed != int(seed):
        raise held["seed"].error("seed is no whole number", next="Write seed = 7.")
    if not 0 < share < 1:
        raise held["share"].error("nobody or everybody would be treated", next="Write share = 0.5.")
    ids = cast(Literal["plain", "pseudonyms"], held["ids"].choice(("plain", "pseudonyms")))
    return Lot(int(seed), share, ids)


def arm_of(entries: Mapping[str, Node], treats: str) -> str:
    """The dimension that says for what a customer was drawn; empty where a seed does, or units are treated."""
    return entries["arm"].text() if treats == CUSTOMERS and "arm" in entries else ""

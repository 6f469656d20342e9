"""How often something is claimed where there is nothing."""

from __future__ import annotations

from itertools import groupby

from calibration import judging
from calibration.judging import Claims
from calibration.page.formats import percent, rounded
from calibration.page.strip import Dot, strip
from calibration.results import Results
from steelyard.theme import DASH

SCENARIOS = {
    "nothing-happens": "nothing happens",
    "shared-shock": "days and agents differ",
    "mix-shift": "the mix of channels moves",
}
_KINDS = {"months": "one month and the next", "teams": "two teams", "factors": "factors of the balance, half and half"}


def write(results: Results) -> str:
    """A row for each kind of world, size and comparison."""
    lines = [
        "## Where nothing happens",
        "",
        "Three kinds of world in which no figure changes and no team differs, small and large: nothing at all happens; "
        "days and agents have good and bad luck of their own; the mix of channels moves while each "
        "stays as it was (there months are compared within channels). How often is a change or a difference claimed? "
        "Beside it, what an interval would claim that knows only which customers called.",
        "",
        "![For each kind of world the share of comparisons in which something is claimed, by the product and by the "
        "customers' chance alone, beside a band to 5%](calibration/claims.svg)",
        "",
        "| world | contacts | compared | pairs x measures | claimed | limits | customers' chance alone |",
        "|---|--:|---|--:|--:|--:|--:|",
    ]
    for found in groups(results):
        total = judging.together(found)
        low, high = total.limits
        naive = DASH if total.naive is None else percent(total.naive / total.asked)
        lines.append(
            f"| {SCENARIOS[total.scenario]} | {rounded(total.contacts)} | {_KINDS[total.kind]} | "
            f"{total.asked // len(found)} x {len(found)} | {percent(total.share)} | {percent(low)} to "
            f"{percent(high)} | {naive} |"
        )
    mix = [part for name, part in results.items() if name.startswith("claims-mix-shift")]
    named = " and ".join(
        f"{percent(moved['claimed'] / moved['asked'])} of worlds of {rounded(part['contacts'])} contacts"
        for part in sorted(mix, key=lambda part: part["contacts"])
        for moved in (part["claims"]["factors"][name] for name in part["moves"])
    )
    text = (
        "No month and no team is in two pairs; a pair's measures share their rows and hang together, so the limits, "
        f"which take them as independent, are somewhat too narrow. Where channels' mix moves, it is named in {named}."
    )
    return "\n".join([*lines, "", text, ""])


def draw(results: Results) -> str:
    """A row for each kind of world, size and comparison: claims of the product and of the customers' chance alone."""
    colors = {"customers' chance alone": "bad", "the product": "value"}
    dots = []
    for found in groups(results):
        total = judging.together(found)
        row = f"{SCENARIOS[total.scenario]}, {rounded(total.contacts)}: {total.kind}"
        if total.naive is not None:
            dots.append(Dot(row, "customers' chance alone", total.naive / total.asked))
        dots.append(Dot(row, "the product", total.share, *total.limits))
    return strip(dots, colors, reach=(0, 0.7), band=(0, 0.05), label="false claims")


def groups(results: Results) -> list[list[Claims]]:
    """The measures of each kind of world, size and comparison."""
    found = sorted(judging.claims(results), key=_order)
    return [list(group) for _, group in groupby(found, key=_order)]


def where(total: Claims) -> str:
    """The kind of world, size and comparison in words."""
    return f"worlds where {SCENARIOS[total.scenario]} ({rounded(total.contacts)} contacts, {_KINDS[total.kind]})"


def _order(entry: Claims) -> tuple[int, int, int]:
    return list(_KINDS).index(entry.kind), list(SCENARIOS).index(entry.scenario), entry.contacts

"""The section [desk]: where what people enter lies."""

from __future__ import annotations

from collections.abc import Mapping

from steelyard.settings.model import DeskSettings
from steelyard.settings.nodes import Node


def read_desk(node: Node, given: Mapping[str, Node]) -> DeskSettings:
    """What the section says, and the environment above it.

    Args:
        given: `address` from outside the file.
    """
    entries = {**node.table(("address",)), **given}
    return DeskSettings(entries["address"].text() if "address" in entries else "")

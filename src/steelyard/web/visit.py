"""One request as pages see it: who asks what of which workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from steelyard.web.access.viewer import Viewer
from steelyard.web.served import Served


@dataclass(frozen=True)
class Visit:
    """What a page's load function is given.

    Args:
        address: path and query as the browser has them.
        path: the named pieces of the path.
        query: name -> every value given for it, in order; empty ones left out.
        desk: what people enter (users, saved views, audit); None where there is none.
    """

    served: Served
    viewer: Viewer
    address: str = ""
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    desk: Any = None

    def first(self, name: str, default: str = "") -> str:
        """The first value given for a name."""
        return next(iter(self.query.get(name, ())), default)

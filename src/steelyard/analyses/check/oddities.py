"""What is odd in loaded data: a few aggregates over the canonical tables, no row and no id ever shown."""

from __future__ import annotations

from steelyard.analyses.check.customers import odd_people
from steelyard.analyses.check.finding import Finding, Look
from steelyard.analyses.check.resolution_marks import odd_marks
from steelyard.analyses.check.resources import odd_resources
from steelyard.analyses.check.sources import odd_sources
from steelyard.analyses.check.surveys import odd_surveys
from steelyard.analyses.check.timestamps import odd_instants

__all__ = ["Finding", "find"]


def find(look: Look) -> tuple[Finding, ...]:
    """Every finding, warnings first and the most frequent first within them."""
    kinds = (odd_people, odd_instants, odd_marks, odd_surveys, odd_resources, odd_sources)
    found = [finding for kind in kinds for finding in kind(look)]
    return tuple(sorted(found, key=lambda finding: (finding.weight != "warning", -(finding.share or 0.0), finding.id)))

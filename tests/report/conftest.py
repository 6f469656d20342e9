"""Pages rendered once."""

from __future__ import annotations

import pytest

from report import sample
from report.reading import Element, read
from steelyard import report


@pytest.fixture(scope="session")
def full_html() -> str:
    """The page with every answer."""
    return report.render(sample.answers(), name="Acme support")


@pytest.fixture(scope="session")
def thin_html() -> str:
    """The page of a workspace without costs, ratings and customers' ids."""
    return report.render(sample.thin_answers())


@pytest.fixture(scope="session")
def full(full_html: str) -> Element:
    return read(full_html)


@pytest.fixture(scope="session")
def thin(thin_html: str) -> Element:
    return read(thin_html)

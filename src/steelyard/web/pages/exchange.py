"""The exchange: what a company gives to its peers, and where it lies among them."""

from __future__ import annotations

from steelyard.declare import Page
from steelyard.web.bringing import EDITORS
from steelyard.web.exchanging import exchange_page

PAGE = Page(
    "exchange", "Exchange", "/exchange", "exchange.html", exchange_page, place=76, roles=EDITORS, serves="perspectives"
)

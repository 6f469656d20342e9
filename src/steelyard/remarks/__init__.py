"""Customers' remarks, read on this machine: language, what they ask for, how they feel, whether they threaten to leave.

read(["Nobody called me back, I want my money back"])[0].asks       ("callback", "refund")

Readings are no answers of customers: they never enter a score.
"""

from steelyard.remarks.reader import read
from steelyard.remarks.reading import ASKS, FEELINGS, LANGUAGES, Reading

__all__ = ["ASKS", "FEELINGS", "LANGUAGES", "Reading", "read"]

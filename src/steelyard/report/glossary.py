"""The words a page uses without a definition of their own, for the fold at its end."""

from __future__ import annotations

GLOSSARY = {
    "Balance": "What customers received for 1,000 of cost: issues solved, each counted by how good it felt.",
    "Issue": "One customer's concern, from the first contact to the last one that belongs to it.",
    "Experience": "How customers rate solved issues, from 0 (poor) to 1 (fully satisfied).",
    "Effectiveness": "The share of issues that were solved.",
    "Onceness": "How few contacts an issue takes: 1 over contacts per issue.",
    "Pace": "Contacts handled in an hour of work.",
    "Capacity": "The share of paid time that is work on contacts.",
    "Price": "Paid hours for 1,000 of cost.",
    "95% interval": "Where the true figure lies with 95% confidence, given the customers, days and agents it rests on.",
    "Beyond sampling error": "Too large to come from which customers and days it happened to be.",
    "Mature": "Begun so long ago that a return would have been seen.",
    "False economy": "A contact got cheaper, and customers lost more than was saved.",
    "Non-respondents": "Customers who were asked for a rating and gave none.",
}
"""Term -> meaning."""

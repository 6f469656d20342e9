"""Customers' ids as they are compared, over an engine's own tables: the form that `values.folded_id` gives to files'.

Case is folded, full-width signs are plain ones, letters and their accents are one sign (NFC), no blanks stand at the
ends and no ".0" after a number. Spark has no function that composes letters: there an accent written apart tells ids
apart. PostgreSQL makes small what the language of its database knows: under "C" of the capital letters only A to Z.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard.intake.mapping.values import ALIKE, SIGNS, SPELLED_OUT

SPARK = "databricks"
"""The dialect of Spark."""

_POSTGRESQL = "postgres"
_NUMBER = r"^[0-9]+[.]0+$"


def folded(text: ir.Value, dialect: str) -> ir.Value:
    """An id in the form in which it is compared; missing stays missing."""
    spelled = translate(text.lower(), SIGNS, ALIKE)
    for letter, others in SPELLED_OUT.items():
        spelled = spelled.replace(letter, others)
    one = trim(_composed(spelled, dialect))
    return one.re_search(_NUMBER).ifelse(one.left(one.find(".")), one)


def _composed(text: ir.Value, dialect: str) -> ir.Value:
    if dialect == _POSTGRESQL:
        return normalize(text)
    return text if dialect == SPARK else nfc_normalize(text)


@ibis.udf.scalar.builtin
def trim(text: str) -> str:  # type: ignore[empty-body]
    """Without blanks at its ends. What Ibis compiles `strip` to takes the letters v and f off on Spark."""


@ibis.udf.scalar.builtin
def translate(text: str, signs: str, others: str) -> str:  # type: ignore[empty-body]
    """With each sign in place of which another stands replaced by that."""


@ibis.udf.scalar.builtin
def nfc_normalize(text: str) -> str:  # type: ignore[empty-body]
    """Letters and accents as one sign."""


@ibis.udf.scalar.builtin
def normalize(text: str) -> str:  # type: ignore[empty-body]
    """The same as PostgreSQL calls it."""

"""How a column writes numbers and durations, told by all its rows; where they do not tell, it is asked."""

from __future__ import annotations

import duckdb
import pytest

from steelyard.intake.proposal.amounts import Amounts, read_amounts


def found(*texts: str, sample: tuple[str, ...] = ()) -> Amounts | None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t AS SELECT unnest($1) AS v", [list(texts)])
    return read_amounts(connection, "t", "v", sample or texts, ())


@pytest.mark.parametrize(
    ("texts", "kind", "numbers", "decimal"),
    [
        (("12", "3"), "number", (12, 3), ""),
        (("12", "3.5"), "number", (12, 3.5), ""),
        (("1.250", "3,5"), "number", (1250, 3.5), ","),
        (("1,250", "3.5"), "number", (1250, 3.5), "."),
        (("1.250", "0.125"), "number", (1.25, 0.125), "."),
        (("€ 4,50", "€ 12,00"), "number", (4.5, 12), ","),
        (("1 234,56", "1 234 567"), "number", (1234.56, 1234567), ","),
        (("85%", "90%"), "number", (85, 90), ""),
        (("4:05", "0:30"), "clock", (245, 30), ""),
        (("00:04:05.5", "26:00:00"), "clock", (245.5, 93600), ""),
        (("9:05 PM", "12:30 a.m."), "clock", (75900, 1800), ""),
        (("1h 5m", "25m"), "duration", (3900, 1500), ""),
        (("PT5M", "PT1H"), "duration", (300, 3600), ""),
        (("12 min", "1:05 h"), "duration", (720, 3900), ""),
    ],
)
def test_amounts(texts: tuple[str, ...], kind: str, numbers: tuple[float, ...], decimal: str) -> None:
    amounts = found(*texts)
    assert amounts is not None
    assert (amounts.kind, amounts.numbers, amounts.decimal, amounts.doubt) == (kind, numbers, decimal, "")


@pytest.mark.parametrize(
    ("texts", "decimal"), [(("240", "1.250"), ","), (("240", "1,250"), "."), (("240 s", "1.250 s"), ",")]
)
def test_numbers_that_can_be_read_two_ways_are_doubted(texts: tuple[str, ...], decimal: str) -> None:
    amounts = found(*texts)
    assert amounts is not None
    assert amounts.decimal == decimal
    assert "1250" in amounts.doubt
    assert "1.25 " in amounts.doubt


def test_one_row_outside_the_sample_decides() -> None:
    amounts = found("1.250", "240", "3,5", sample=("1.250", "240"))
    assert amounts is not None
    assert (amounts.numbers, amounts.doubt) == ((1250, 240), "")


def test_both_signs_in_one_column_are_doubted() -> None:
    amounts = found("1.234,56", "3.5", "2.5")
    assert amounts is None or amounts.doubt


@pytest.mark.parametrize("texts", [("A12", "B13"), ("soon", "later"), ("+49 30 1234567",), ("5 agents", "6 agents")])
def test_other_texts_are_no_amounts(texts: tuple[str, ...]) -> None:
    assert found(*texts) is None

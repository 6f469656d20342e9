"""A line that a worker writes and the server reads."""

from __future__ import annotations

from multiprocessing import get_context

from steelyard.web.board import BYTES, Board


def test_what_is_written_is_read() -> None:
    board = Board(get_context("spawn"))
    assert board.read() == (0, "")
    board.write(7, "sums 2 of 3")
    assert board.read() == (7, "sums 2 of 3")
    board.write(8, "")
    assert board.read() == (8, "")


def test_what_does_not_fit_is_cut_between_characters() -> None:
    board = Board(get_context("spawn"))
    board.write(1, "é" * BYTES)
    ticket, stage = board.read()
    assert ticket == 1
    assert set(stage) == {"é"}
    assert BYTES - 12 <= len(stage.encode()) <= BYTES

"""Answers in a notebook: the card as a small, self-contained piece of HTML in either theme."""

from __future__ import annotations

from html import escape

from steelyard import theme
from steelyard.answers import Answer, Rows
from steelyard.view.card import card
from steelyard.view.table import Cell, Table, rows_table

_TONES = {"good": "good", "bad": "bad", "unsure": "unsure", "quiet": "ink-2"}


def html(answer: Answer) -> str:
    """The answer card as HTML; every text from the data is escaped."""
    shown = card(answer)
    parts = [
        f"<style>{_style()}</style>",
        f'<p class="headline">{escape(shown.headline)}</p>' if shown.headline else "",
        *(f"<p>{escape(sentence)}</p>" for sentence in shown.sentences),
        *(_table(table) for table in shown.tables),
        _table(shown.missing) if shown.missing else "",
        *(f'<p class="foot"><b>{_mark(caveat.weight)}</b>{escape(caveat.text)}</p>' for caveat in shown.caveats),
        *(f'<p class="foot"><b>{what}.</b> {escape(" ".join(lines))}</p>' for what, lines in shown.evidence),
        *(f'<p class="foot">{escape(line)}</p>' for line in shown.foot),
    ]
    return f'<div class="steelyard">{"".join(parts)}</div>'


def rows_html(rows: Rows) -> str:
    """The first rows of a query as HTML."""
    return f'<div class="steelyard"><style>{_style()}</style>{_table(rows_table(rows))}</div>'


def _mark(weight: str) -> str:
    return {"refusal": "No figure. ", "warning": "Note. "}.get(weight, "")


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col"{_side(column.is_number)}>{escape(column.title)}</th>' for column in table.columns)
    rows = "".join(
        f"<tr>{''.join(_cell(cell, column.is_number) for cell, column in zip(row, table.columns, strict=True))}</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.title)}</caption>"
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(cell: Cell, is_number: bool) -> str:
    note = f" <small>{escape(cell.note)}</small>" if cell.note else ""
    names = " ".join(name for name in (cell.tone, "n" if is_number else "") if name)
    return f'<td class="{names}">{escape(cell.text)}{note}</td>' if names else f"<td>{escape(cell.text)}{note}</td>"


def _side(is_number: bool) -> str:
    return ' class="n"' if is_number else ""


def _style() -> str:
    rules = (
        f".steelyard{{font-family:{theme.FONT};font-variant-numeric:tabular-nums;max-width:60em}}"
        ".steelyard .headline{font-size:1.25em;font-weight:600;margin:.2em 0}"
        ".steelyard table{border-collapse:collapse;margin:1em 0}"
        ".steelyard caption{text-align:left;font-weight:600;padding-bottom:.3em}"
        ".steelyard th,.steelyard td{text-align:left;padding:.25em .9em .25em 0;border-bottom:1px solid #8884}"
        ".steelyard .n{text-align:right;white-space:nowrap}.steelyard .strong{font-weight:600}"
        ".steelyard .foot{font-size:.9em;margin:.2em 0}"
    )
    return rules + _colours(theme.LIGHT) + f"@media(prefers-color-scheme:dark){{{_colours(theme.DARK)}}}"


def _colours(colours: dict[str, str]) -> str:
    return "".join(f".steelyard .{tone}{{color:{colours[token]}}}" for tone, token in _TONES.items())

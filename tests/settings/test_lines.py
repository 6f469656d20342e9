"""Every key of a TOML text is found in the line it is written in."""

from __future__ import annotations

from steelyard.settings.lines import line_of, locate

TEXT = """\
name = "top"   # line 1
[workspace]
note = \"\"\"
[not.a.table]
fake = 1
\"\"\"
zone = "UTC"

[sources."my tickets".contacts.columns]
a = { column = "x", values = { Y = true } }
[[sources.s.surveys]]
key = ["a"]
[[sources.s.surveys]]
key = ["b"]
[sources.s.surveys.columns]
score = "S"
a.b = 1
"""


def test_keys_headers_and_arrays_of_tables_have_their_lines() -> None:
    lines = locate(TEXT)
    assert lines[("name",)] == 1
    assert lines[("workspace",)] == 2
    assert lines[("workspace", "zone")] == 7
    assert ("workspace", "fake") not in lines
    assert lines[("sources", "my tickets", "contacts", "columns", "a")] == 10
    assert lines[("sources", "s", "surveys", 0, "key")] == 12
    assert lines[("sources", "s", "surveys", 1, "key")] == 14
    assert lines[("sources", "s", "surveys", 1, "columns", "score")] == 16
    assert lines[("sources", "s", "surveys", 1, "columns", "a", "b")] == 17


def test_what_has_no_line_of_its_own_takes_the_one_above() -> None:
    lines = locate(TEXT)
    assert line_of(lines, ("sources", "my tickets", "contacts", "columns", "a", "values", "Y")) == 10
    assert line_of(lines, ("nowhere",)) == 1

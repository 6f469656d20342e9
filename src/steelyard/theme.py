"""Colours, type, spacing and number formats: one place for report, pages and charts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """A colour with a meaning, in the light and the dark theme."""

    name: str
    light: str
    dark: str


TOKENS = (
    Token("ink", "#1c2024", "#e9e6e1"),
    Token("ink-2", "#5a6169", "#aaa59d"),
    Token("ink-3", "#6b7279", "#938e86"),
    Token("paper", "#fbfaf8", "#161513"),
    Token("card", "#ffffff", "#1e1d1a"),
    Token("line", "#e7e3dc", "#33302b"),
    Token("line-2", "#f1eee8", "#27251f"),
    Token("value", "#0b6e6e", "#52b8b3"),
    Token("value-soft", "#d9ecea", "#173a39"),
    Token("cost", "#b4541f", "#e2935f"),
    Token("cost-soft", "#f6e3d7", "#43281a"),
    Token("customer", "#7a5ea8", "#b49be0"),
    Token("customer-soft", "#e9e2f4", "#322846"),
    Token("good", "#2166ac", "#7fb2e5"),
    Token("bad", "#b3261e", "#f0857c"),
    Token("unsure", "#8b929a", "#8f8a82"),
    Token("focus", "#2457c5", "#8fb1ff"),
)

LIGHT = {token.name: token.light for token in TOKENS}
DARK = {token.name: token.dark for token in TOKENS}

FONT = 'Inter, ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
SPACES_PX = (4, 8, 12, 16, 24, 32, 48)

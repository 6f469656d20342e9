"""steelyard.toml < environment < flag, validated; errors name the line."""

from __future__ import annotations

from steelyard.settings.parse import read

__all__ = ["read"]

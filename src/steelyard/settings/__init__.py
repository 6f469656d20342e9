"""steelyard.toml < environment < flag, validated; errors name the line."""

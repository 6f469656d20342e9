"""How files become a proposed mapping: profiles of columns, names and contents, tables, keys, event logs, TOML."""

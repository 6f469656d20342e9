"""The scenarios shipped: one small file each, its name is the scenario's name."""

"""The web application: pages and their JSON twins over one workspace. Needs the `serve` extra."""

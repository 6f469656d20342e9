"""What the pages' twins take and give, as OpenAPI says it."""

"""A customer is erased: from the store, from what was kept of it, and from files that were brought through a page."""

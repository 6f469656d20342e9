"""Data and answers that tests of several packages share."""

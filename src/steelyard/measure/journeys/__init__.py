"""Journeys: the ordered steps of each issue, as tables of the engine, and sums over them."""

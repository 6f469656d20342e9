"""What goes with what: least squares, logit, hazards, doses, instruments."""

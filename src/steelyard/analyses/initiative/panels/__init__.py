"""An initiative evaluated on sums by unit and period, where no contacts are known."""

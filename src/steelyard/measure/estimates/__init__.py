"""From sums to figures: values, intervals, differences, caveats."""

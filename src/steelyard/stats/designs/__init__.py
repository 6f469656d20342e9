"""What a change did, from those it reached and those it did not."""

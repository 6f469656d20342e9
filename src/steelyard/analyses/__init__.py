"""One question a file: each asks measures and returns one frozen answer with caveats and provenance."""

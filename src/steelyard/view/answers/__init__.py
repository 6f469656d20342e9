"""One file a question: the tables its answer is shown in."""

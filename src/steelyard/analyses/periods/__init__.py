"""Which days a question is about, and what may be compared over them."""

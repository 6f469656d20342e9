"""The contact centre at work, week after week."""

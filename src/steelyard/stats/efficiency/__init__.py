"""Best practice: data envelopment analysis and productivity over time."""

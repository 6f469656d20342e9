"""What a simulated contact centre is told to be."""

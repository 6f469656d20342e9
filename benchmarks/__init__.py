"""What an interval costs, what a load takes, how soon the command line answers. See README.md."""

"""What stands for a customer in the store, and whose rows no load brings back."""

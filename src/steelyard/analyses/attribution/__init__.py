"""What each factor, and each part of the service, brought to a change."""

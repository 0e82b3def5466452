"""The chat channels: each renders the same `Reply`."""

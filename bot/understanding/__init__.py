"""From the question as typed to what it asks for."""

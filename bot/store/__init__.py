"""What the chat channels keep between messages and across restarts: one database behind small typed stores (ADR 9)."""

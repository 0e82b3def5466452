"""The Telegram bot: by polling or webhook, the same `Reply` as every other channel (ADR 9)."""

"""The Telegram bot: long polling, the same `Reply` as every other channel."""

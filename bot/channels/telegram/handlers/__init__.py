"""What the bot does, one concern a module. A handler takes a `Visit` and answers it once."""

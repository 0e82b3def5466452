"""Settings of the Telegram bot (environment variables TELEGRAM_…, .env)."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class TelegramSettings(BaseSettings):
    """How the bot reaches Telegram. Built by the command only and passed on."""

    model_config = SettingsConfigDict(
        env_prefix="TELEGRAM_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    bot_token: SecretStr = Field(description="Token from @BotFather; required by `motcua telegram`")
    api_base_url: str = Field(
        default="https://api.telegram.org", description="Address of the Bot API; another one for a local or test server"
    )
    default_commune: str | None = Field(
        default=None, description="Slug that a chat starts with; empty: people choose with /xa"
    )
    poll_timeout_s: int = Field(default=30, ge=0, le=50, description="Long-polling wait in seconds")

"""Settings of the Telegram bot (environment variables TELEGRAM_…, .env)."""

import hashlib
import hmac
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class TelegramSettings(BaseSettings):
    """How the bot reaches Telegram and how much it takes on. Built by the commands only and passed on."""

    model_config = SettingsConfigDict(
        env_prefix="TELEGRAM_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    bot_token: SecretStr | None = Field(
        default=None, description="Token from @BotFather; required by `motcua telegram` and the webhook"
    )
    api_base_url: str = Field(
        default="https://api.telegram.org", description="Address of the Bot API; another one for a local or test server"
    )
    webhook_url: str | None = Field(
        default=None, description="Public address of /telegram/webhook; set: updates come to `motcua serve`"
    )
    webhook_secret: SecretStr | None = Field(
        default=None, description="Secret that Telegram sends along; empty: made from the token"
    )
    default_commune: str | None = Field(
        default=None, description="Slug that a chat starts with; empty: people choose with /xa"
    )
    poll_timeout_s: int = Field(default=30, ge=0, le=50, description="Long-polling wait in seconds")
    chat_burst: int = Field(default=10, ge=1, description="Messages that one chat may send at once")
    chat_per_minute: float = Field(default=20, gt=0, description="Messages per minute and chat after that")
    concurrency: int = Field(default=32, ge=1, le=256, description="Updates that one process works on at the same time")
    sends_per_second: float = Field(default=30, gt=0, description="Messages per second that Telegram lets a bot send")
    metrics_port: int = Field(
        default=0, ge=0, le=65535, description="Port of /healthz and /metrics of the polling bot, on 127.0.0.1; 0: none"
    )

    @field_validator("webhook_secret", mode="after")
    @classmethod
    def _is_allowed(cls, value: SecretStr | None) -> SecretStr | None:
        secret = value.get_secret_value() if value is not None else "x"
        if not (1 <= len(secret) <= 256 and secret.isascii() and secret.replace("_", "").replace("-", "").isalnum()):
            raise ValueError("1-256 letters, digits, _ or -")
        return value

    @field_validator("webhook_url", mode="after")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("not an address")
        return value

    @property
    def token(self) -> str:
        """The token, empty where none was set."""
        return self.bot_token.get_secret_value() if self.bot_token is not None else ""

    @property
    def expected_secret(self) -> str:
        """What the header of a genuine webhook call holds; the same on every replica."""
        if self.webhook_secret is not None:
            return self.webhook_secret.get_secret_value()
        return hmac.new(self.token.encode(), b"webhook", hashlib.sha256).hexdigest()

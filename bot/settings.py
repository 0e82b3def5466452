"""Settings of the assistant."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class BotSettings(BaseSettings):
    """Read from the environment (`BOT_…`) and `.env`; built once, in the entry points."""

    model_config = SettingsConfigDict(env_prefix="BOT_", env_file=".env", extra="ignore", frozen=True)

    index_dir: Path = Field(default=Path("var/index"), description="Thư mục chỉ mục")
    conversation_limit: int = Field(default=10_000, ge=1, description="Số hội thoại giữ trong bộ nhớ")
    conversation_lifetime_s: float = Field(
        default=1800, gt=0, description="Hội thoại kết thúc sau bao nhiêu giây im lặng"
    )

"""Settings of the assistant."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class BotSettings(BaseSettings):
    """Read from the environment (`BOT_…`) and `.env`; built once, in the entry points."""

    model_config = SettingsConfigDict(
        env_prefix="BOT_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    index_dir: Path = Field(default=Path("var/index"), description="Thư mục chỉ mục")
    conversation_limit: int = Field(default=500, ge=1, description="Số hội thoại giữ trong bộ nhớ")
    conversation_lifetime_s: float = Field(
        default=1800, gt=0, description="Hội thoại kết thúc sau bao nhiêu giây im lặng"
    )
    database_url: str = Field(
        default="sqlite:///var/motcua.db",
        validation_alias="DATABASE_URL",
        description="Cơ sở dữ liệu, viết như SQLAlchemy: SQLite hoặc PostgreSQL (postgresql+psycopg://…)",
    )
    store_wait_s: float = Field(
        default=2, gt=0, description="Chờ cơ sở dữ liệu nhiều nhất bao nhiêu giây trước khi trả lời mà không có nó"
    )
    redis_url: SecretStr | None = Field(
        default=None,
        validation_alias="REDIS_URL",
        description="Redis của trạng thái dùng chung (giới hạn, hội thoại đang mở); để trống: trong tiến trình",
    )
    keep_days: int = Field(default=90, ge=1, description="Số ngày giữ những gì còn gắn với một người")
    keep_counts_days: int = Field(default=365, ge=1, description="Số ngày giữ số liệu không còn gắn với ai")
    keep_unanswered: bool = Field(
        default=True, description="Giữ câu hỏi chưa trả lời được, đã che số giấy tờ, để bổ sung nội dung"
    )
    identity_key: SecretStr | None = Field(
        default=None, description="Khóa băm mã cuộc trò chuyện; để trống thì dùng tệp khóa"
    )
    identity_key_path: Path = Field(
        default=Path("var/identity.key"), description="Tệp khóa, được tạo lần đầu, chỉ chủ đọc được"
    )

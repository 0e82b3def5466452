"""Settings of the language model (`LLM_…`). Without an address there is none, and nothing else here matters."""

from typing import Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ModelSettings(BaseSettings):
    """Read from the environment (`LLM_…`) and `.env`; built once, in the entry points."""

    model_config = SettingsConfigDict(
        env_prefix="LLM_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    base_url: str | None = Field(
        default=None,
        description="Địa chỉ máy chủ mô hình ngôn ngữ (tương thích OpenAI), có /v1 ở cuối; trống: không dùng",
    )
    model: str | None = Field(default=None, description="Tên mô hình trên máy chủ đó; trống: không dùng")
    api_key: SecretStr | None = Field(default=None, description="Khóa của máy chủ, nếu có")
    extra_body: dict[str, Any] = Field(
        default={}, description='Trường gửi thêm trong mỗi yêu cầu (JSON), ví dụ {"reasoning_effort": "none"}'
    )
    timeout_s: float = Field(
        default=8.0, gt=0, description="Sau bao nhiêu giây thì thôi chờ mô hình và trả lời bằng trích dẫn"
    )
    max_tokens: int = Field(default=700, ge=50, description="Số token tối đa mô hình viết cho một câu trả lời")
    daily_budget_tokens: int = Field(
        default=0, ge=0, description="Số token tối đa mỗi ngày (cả hỏi và đáp); 0: không giới hạn"
    )
    concurrency: int = Field(default=4, ge=1, description="Số câu được hỏi mô hình cùng lúc")
    queue_limit: int = Field(
        default=8, ge=0, description="Số câu được chờ đến lượt; quá số này thì trả lời bằng trích dẫn"
    )

    @property
    def is_on(self) -> bool:
        """Tells whether a model is configured."""
        return bool(self.base_url and self.model)

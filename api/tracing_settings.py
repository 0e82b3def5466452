"""Settings of OpenTelemetry (OTEL_…, .env), named by its own standard; the library reads the rest of that itself."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class TracingSettings(BaseSettings):
    """Where traces of answers go. Built by the commands only and passed on."""

    model_config = SettingsConfigDict(
        env_prefix="OTEL_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    exporter_otlp_endpoint: str | None = Field(
        default=None, description="Address of an OTLP collector (gRPC), as http://host:4317; empty: no traces"
    )
    exporter_otlp_headers: SecretStr | None = Field(
        default=None, description="What the collector wants sent along, as key=value, comma-separated"
    )
    service_name: str = Field(default="motcua", description="What the traces call this program")

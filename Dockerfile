# The API with its index inside; `var/` (index, ratings) is a volume. Built from the lock, like every other machine.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 VENV=/opt/motcua
WORKDIR /app

# Dependencies first: this layer is rebuilt only when the lock changes.
COPY pyproject.toml requirements.lock requirements-dev.lock ./
COPY scripts/setup.sh scripts/
RUN mkdir api bot corpus prompts retrieval && scripts/setup.sh

COPY . .
RUN useradd --system --uid 10001 --home-dir /app motcua && mkdir -p var && chown motcua var
USER motcua
VOLUME /app/var
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s --retries=3 \
  CMD ["/opt/motcua/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
# The index is made at start: it takes seconds, and a new image then never serves an old volume's texts.
CMD ["sh", "-c", "/opt/motcua/bin/motcua index && exec /opt/motcua/bin/motcua serve --host 0.0.0.0 --port 8000"]

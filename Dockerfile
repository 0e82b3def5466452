# One image for server, bot, the job that prepares, and the vector server; docker-compose.yml says which is which.
# Pinned by version; a digest pins harder, and belongs to the registry that you pull from (docs/operations.md).

# --- The virtual environment, from the lock like on every other machine. Nothing else of this stage is kept.
FROM python:3.11.15-slim-bookworm AS builder

ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 VENV=/opt/motcua
WORKDIR /app
COPY pyproject.toml requirements.lock requirements-dev.lock ./
COPY scripts/setup.sh scripts/
# Without the program: its code, which changes more often, is a layer of its own below, found by PYTHONPATH.
RUN mkdir api bot corpus prompts retrieval && scripts/setup.sh

# --- What runs: no compiler, no pip cache, no tests, no settings.
FROM python:3.11.15-slim-bookworm

ENV PATH=/opt/motcua/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
  MPLCONFIGDIR=/tmp/matplotlib
WORKDIR /app
# What recognises scans (docs/ingestion.md). Old .doc files need LibreOffice, 300 MB more: save them as .docx instead.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie \
  && rm -rf /var/lib/apt/lists/*
# The folders that volumes are mounted on: a new volume takes the owner from here.
RUN useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin --uid 10001 motcua \
  && install -d -o motcua /app/var /data
COPY --from=builder /opt/motcua /opt/motcua
COPY LICENSE ./
COPY prompts prompts
COPY corpus corpus
COPY retrieval retrieval
COPY bot bot
COPY api api
# The file system is read-only at run time: compiled here, not at each start.
RUN python -m compileall -q --invalidation-mode unchecked-hash .

USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=120s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["motcua", "serve", "--host", "0.0.0.0", "--port", "8000"]

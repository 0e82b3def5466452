#!/usr/bin/env bash
# Makes the virtual environment from the lock: scripts/setup.sh [--dev]
#
#   PYTHON           interpreter, 3.11 or 3.12   (default: the first of python3.11, python3.12, python3 that fits)
#   VENV             where the environment goes  (default: .venv)
#   TORCH_INDEX_URL  index of CPU builds of torch, used when pip's find-links hold no wheel
#
# Torch comes first and without its dependencies, because a plain installation would take the CUDA build (gigabytes).
# A stamp of the inputs makes the second run take no time. --dev also brings axe-core for the browser tests where npm is.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=${VENV:-.venv}
TORCH=2.13.0
TORCH_INDEX_URL=${TORCH_INDEX_URL:-https://download.pytorch.org/whl/cpu}
lock=requirements.lock
[ "${1:-}" = --dev ] && lock=requirements-dev.lock

say() { printf '[setup] %s\n' "$*" >&2; }

digest() { cat "$@" | cksum; }

browser_tools=tests/browser/node_modules
if [ "${1:-}" = --dev ] && command -v npm >/dev/null &&
  ! cmp -s tests/browser/package-lock.json "$browser_tools/.installed"; then
  say "cài công cụ kiểm thử trình duyệt (axe-core) bằng npm"
  # Without the registry npm's own waits between tries make this a minute, and again at each run.
  if npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --loglevel=error --prefer-offline \
    --fetch-retry-mintimeout=500 --fetch-retry-maxtimeout=2000 >&2; then
    cp tests/browser/package-lock.json "$browser_tools/.installed"
  else
    say "không cài được axe-core; các kiểm thử cần nó sẽ được bỏ qua"
  fi
fi

stamp=$VENV/.motcua-setup
wanted="$(digest scripts/setup.sh pyproject.toml $lock) $(pwd)"
# The development lock holds everything of the other, so an environment made from it serves both.
if [ -x "$VENV/bin/motcua" ] && [ -f "$stamp" ]; then
  dev_wanted="$(digest scripts/setup.sh pyproject.toml requirements-dev.lock) $(pwd)"
  found=$(cat "$stamp")
  if [ "$found" = "$wanted" ] || [ "$found" = "$dev_wanted" ]; then exit 0; fi
fi

is_fitting() { "$1" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; }
if [ ! -x "$VENV/bin/python" ]; then
  chosen=
  for candidate in ${PYTHON:-python3.11 python3.12 python3}; do
    if is_fitting "$candidate"; then chosen=$candidate; break; fi
  done
  if [ -z "$chosen" ]; then
    say "Cần Python 3.11 hoặc 3.12 (có mô-đun venv): hãy cài, ví dụ apt-get install python3 python3-venv, hoặc đặt PYTHON=..."
    exit 1
  fi
  say "tạo môi trường ảo $VENV bằng $chosen"
  "$chosen" -m venv "$VENV"
fi

pip() { "$VENV/bin/python" -m pip --disable-pip-version-check "$@"; }
torch_version() { "$VENV/bin/python" -c 'import importlib.metadata as m; print(m.version("torch").split("+")[0])' 2>/dev/null; }

rm -f "$stamp"
if [ "$(torch_version || true)" != "$TORCH" ]; then
  say "cài torch $TORCH (bản CPU)"
  # --no-index first: a wheel on disk through pip's own find-links; with none it fails at once and without network.
  pip install -q --no-deps --no-index "torch==$TORCH" 2>/dev/null ||
    pip install -qq --no-deps --index-url "$TORCH_INDEX_URL" "torch==$TORCH"
fi
say "cài các thư viện theo $lock (lần đầu mất một đến vài phút)"
pip install -qq --no-deps --require-hashes -r "$lock"
pip install -qq --no-deps --no-build-isolation --no-index -e .
pip check >/dev/null || { pip check; exit 1; }
printf '%s\n' "$wanted" >"$stamp"
say "xong"

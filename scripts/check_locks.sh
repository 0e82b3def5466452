#!/usr/bin/env bash
# The locks name versions and hashes, never a host or a path: they must work behind any mirror of the registry.
set -euo pipefail
cd "$(dirname "$0")/.."
for lock in requirements.lock requirements-dev.lock; do
  if grep -nE '://|^--(index-url|extra-index-url|find-links|trusted-host)|^(\./|/)|@ ' "$lock"; then
    echo "$lock names a host or a path (lines above)" >&2
    exit 1
  fi
  if grep -qE '^(torch|triton|nvidia-|cuda-)' "$lock"; then
    echo "$lock holds torch or its CUDA packages: scripts/setup.sh installs the CPU build" >&2
    exit 1
  fi
done
npm_lock=tests/browser/package-lock.json
if grep -nE '"resolved"|://' "$npm_lock"; then
  echo "$npm_lock names a host (lines above): npm install --omit-lockfile-registry-resolved" >&2
  exit 1
fi

#!/usr/bin/env bash
# Asks the registry's advisories about every locked version, and fails where one is known or could not be asked about.
#
#   AUDIT_VENV  environment of pip-audit  (default: var/audit-tools)
#
# An environment of its own: pip-audit depends on pip, which would then be one of the locked libraries.
set -euo pipefail
cd "$(dirname "$0")/.."

AUDIT_VENV=${AUDIT_VENV:-var/audit-tools}
PIP_AUDIT=2.10.1
say() { printf '[audit] %s\n' "$*" >&2; }

if ! "$AUDIT_VENV/bin/pip-audit" --version 2>/dev/null | grep -qF " $PIP_AUDIT"; then
  say "cài pip-audit $PIP_AUDIT vào $AUDIT_VENV"
  "${PYTHON:-python3}" -m venv "$AUDIT_VENV"
  "$AUDIT_VENV/bin/python" -m pip install -qq --disable-pip-version-check "pip-audit==$PIP_AUDIT"
fi
torch=$(mktemp)
trap 'rm -f "$torch"' EXIT
sed -n 's/^TORCH=/torch==/p' scripts/setup.sh >"$torch"
for lock in requirements.lock "$torch"; do
  # --strict: a version that the service does not know is a failure, or a registry out of reach would pass for good news.
  if ! "$AUDIT_VENV/bin/pip-audit" --strict --no-deps --disable-pip --progress-spinner off -r "$lock"; then
    say "có lỗ hổng đã biết, hoặc không hỏi được dịch vụ (các dòng trên)"
    exit 1
  fi
done

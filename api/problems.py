"""Errors as RFC 9457 problem details with a Vietnamese `detail`; never a trace, never an HTML page."""

import json
import re
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import messages
from corpus.procedures.records import CODE_PATTERN

MEDIA_TYPE = "application/problem+json"


class Problem(HTTPException):
    """A refusal of the edge: status and the Vietnamese sentence that the caller reads."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status_code=status, detail=detail, headers=headers)

    def response(self) -> Response:
        """Returns it as a response, for callers outside the framework's own handling of exceptions."""
        return problem_response(self.status_code, self.detail, dict(self.headers or {}))


def problem_response(status: int, detail: str, headers: dict[str, str] | None = None, **more: object) -> Response:
    """Returns the problem document; `more` becomes extension members (errors, incident_id)."""
    title = messages.TITLES.get(status) or HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(json.dumps(body, ensure_ascii=False), status, headers, media_type=MEDIA_TYPE)


def no_procedure(code: str) -> Problem:
    """Returns the 404 for a procedure that is not held, or for what is no procedure's code."""
    refusal = messages.UNKNOWN_PROCEDURE if re.search(CODE_PATTERN, code) else messages.NOT_A_PROCEDURE_CODE
    return Problem(404, refusal.format(code=code))


def install(app: FastAPI) -> None:
    """Makes every error of the framework a problem document too."""
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)


def _on_http_exception(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    detail = exc.detail
    if not isinstance(exc, Problem):  # the framework's own sentences are English
        detail = messages.BY_STATUS.get(exc.status_code, messages.BY_STATUS[400])
    return problem_response(exc.status_code, detail, dict(exc.headers or {}))


def _on_invalid_request(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)
    errors = exc.errors()
    is_body_wrong = any(error["loc"][:1] == ("body",) for error in errors)
    if is_body_wrong and not _is_json(request):
        return problem_response(415, messages.UNSUPPORTED_MEDIA_TYPE)
    if any(error["type"] == "json_invalid" for error in errors):
        return problem_response(422, messages.INVALID_JSON)
    faults = [{"field": _field(error["loc"]), "fault": _fault(error)} for error in errors]
    # A validator of ours already speaks in whole sentences; the rest is said field by field.
    own = next((str(error["ctx"]["error"]) for error in errors if error["type"] == "value_error"), None)
    listed = "; ".join(f"{fault['field']}: {fault['fault']}" for fault in faults)
    return problem_response(422, own or messages.INVALID_REQUEST.format(problems=listed), errors=faults)


def _is_json(request: Request) -> bool:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location[1:]) or "nội dung"


def _fault(error: dict[str, Any]) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return messages.FAULTS.get(error["type"], messages.FALLBACK_FAULT)

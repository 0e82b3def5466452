"""OpenAPI as this API means it, and as the page /docs shows it."""

import json
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE
from api.schemas import ProblemOut

# What a call may be refused with; the framework knows of 422 only, and in a shape that is not ours.
_REFUSALS = {
    "400": "Nội dung không đọc được",
    "401": "Thiếu hoặc sai khóa",
    "403": "Trang không được phép",
    "404": "Không tìm thấy",
    "413": "Nội dung quá lớn",
    "415": "Kiểu nội dung không được hỗ trợ",
    "422": "Dữ liệu không hợp lệ",
    "429": "Quá nhiều yêu cầu",
    "500": "Lỗi máy chủ",
}
_WITH_BODY = {"400", "413", "415"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One call as the reference page lists it."""

    method: str
    path: str
    tag: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str], ...]
    example: str | None


def describe(app: FastAPI) -> dict[str, Any]:
    """Returns the OpenAPI document with every refusal as a problem document; cached on the app."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = schema["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas["ProblemOut"] = ProblemOut.model_json_schema()
        for path, methods in schema["paths"].items():
            for operation in methods.values():
                _describe_refusals(path, operation)
        schema["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "header", "name": "X-API-Key"}}
        app.openapi_schema = schema
    return app.openapi_schema


def _describe_refusals(path: str, operation: dict[str, Any]) -> None:
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    statuses = ["500"]
    if path.startswith("/v1/"):
        operation["security"] = [{}, {"key": []}]
        statuses = [status for status in _REFUSALS if status not in _WITH_BODY or "requestBody" in operation]
    operation["responses"].pop("422", None)
    operation["responses"] |= {status: {"description": _REFUSALS[status], "content": problem} for status in statuses}


def operations(schema: dict[str, Any]) -> list[Operation]:
    """Returns the calls in the order of the document."""
    return [
        Operation(
            method=method.upper(),
            path=path,
            tag=(details.get("tags") or [""])[0],
            summary=details.get("summary", ""),
            description=details.get("description", ""),
            parameters=tuple(
                (parameter["name"], parameter.get("description", "")) for parameter in details.get("parameters", ())
            ),
            example=_example(schema, details),
        )
        for path, methods in schema["paths"].items()
        for method, details in methods.items()
    ]


def _example(schema: dict[str, Any], details: dict[str, Any]) -> str | None:
    """Returns the fields of the request body, one a line, from its schema."""
    content = details.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    name = content["schema"]["$ref"].rpartition("/")[2]
    fields = schema["components"]["schemas"][name]["properties"]
    shown = {key: (field.get("examples") or [field.get("title", key)])[0] for key, field in fields.items()}
    return json.dumps(shown, ensure_ascii=False, indent=2)

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
    "503": "Đang tạm dừng, hoặc kho dữ liệu chưa dùng được",
}
# Only calls that bring something: those that list what is published need neither a body nor the store.
_WITH_BODY = {"413", "415", "503"}
_KEYS = {
    "key": ("X-API-Key", "Khóa bí mật của một chương trình"),
    "site": ("X-Site-Key", "Khóa công khai của một trang; chỉ dùng được ở chính trang đó, cho xã, phường của trang đó"),
}
# What responses of /v1/ say beside their body.
_HEADERS = {
    "RateLimit-Policy": 'Giới hạn: `"visitor";q=600;w=60` là 600 lần gọi trong 60 giây mỗi người; `"site"`: cả trang',
    "RateLimit": 'Đang còn: `"visitor";r=12;t=1` là 12 lần nữa, thêm một lần sau 1 giây',
    "Retry-After": "Số giây phải chờ trước khi gọi lại",
    "ETag": "Dấu của nội dung; gửi lại trong `If-None-Match` để được trả 304 khi chưa có gì mới",
}
_UNCOUNTED = ("401", "403")
_LIMITS = ("RateLimit-Policy", "RateLimit")


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
            for method, operation in methods.items():
                _describe_refusals(path, operation)
                _describe_headers(path, method, operation)
        schema["components"]["securitySchemes"] = {
            name: {"type": "apiKey", "in": "header", "name": header, "description": text}
            for name, (header, text) in _KEYS.items()
        }
        schema["components"]["headers"] = {
            name: {"description": text, "schema": {"type": "integer" if name == "Retry-After" else "string"}}
            for name, text in _HEADERS.items()
        }
        app.openapi_schema = schema
    return app.openapi_schema


def _describe_refusals(path: str, operation: dict[str, Any]) -> None:
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    statuses = ["500"]
    if path.startswith("/v1/"):
        operation["security"] = [{}, *({name: []} for name in _KEYS)]
        statuses = [status for status in _REFUSALS if status not in _WITH_BODY or "requestBody" in operation]
    operation["responses"].pop("422", None)
    operation["responses"] |= {status: {"description": _REFUSALS[status], "content": problem} for status in statuses}


def _describe_headers(path: str, method: str, operation: dict[str, Any]) -> None:
    responses: dict[str, Any] = operation["responses"]
    if method == "get":
        responses["304"] = {"description": "Chưa có gì mới so với `If-None-Match`"}
    for status, response in responses.items():
        names = list(_LIMITS) if path.startswith("/v1/") and status not in _UNCOUNTED else []
        names += ["Retry-After"] if status == "429" else []
        names += ["ETag"] if method == "get" and status in ("200", "304") else []
        if names:
            response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


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

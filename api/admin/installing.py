"""Puts the operator's page on an application."""

from fastapi import FastAPI, Request
from starlette.responses import Response

from api.admin.responses import Instead
from api.routes import admin, admin_acts


def install(app: FastAPI) -> None:
    """Adds the routes and what ends them early."""
    app.include_router(admin.router)
    app.include_router(admin_acts.router)
    app.add_exception_handler(Instead, _instead)


def _instead(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, Instead)
    return exc.response

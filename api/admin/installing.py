"""Puts the operator's page on an application."""

from fastapi import FastAPI, Request
from starlette.responses import Response

from api.admin.desk import Desk
from api.admin.responses import Instead
from api.routes import admin, admin_acts, admin_document_acts, admin_documents


def install(app: FastAPI, desk: Desk | None) -> None:
    """Adds the routes and what ends them early; those about documents only where there is a `desk`."""
    app.include_router(admin.router)
    app.include_router(admin_acts.router)
    if desk is not None:
        app.state.desk = desk
        app.include_router(admin_documents.router)
        app.include_router(admin_document_acts.router)
    app.add_exception_handler(Instead, _instead)


def _instead(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, Instead)
    return exc.response

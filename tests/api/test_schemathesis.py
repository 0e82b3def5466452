"""Generated calls against the API's own description: no crash, no undescribed status, type or shape.

Each server is asked as a program would, as a page of a site, for streams, and with HEAD and OPTIONS.
"""

import tempfile
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.settings import ApiSettings
from tests.api.sample_procedures import make_assistant
from tests.api.sample_sites import TWO, TWO_ORIGIN, sites_of
from tests.support.databases import keeper_in

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
Other = Literal["HEAD", "OPTIONS"]
OF_SITE = {"X-Site-Key": TWO, "Origin": TWO_ORIGIN}
QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FEW = settings(QUICK, max_examples=15)

common: dict[str, object] = {"_env_file": None, "rate_limit_per_minute": 0}
open_app = create_app(make_assistant(), ApiSettings.model_validate(common), keeper_in())
with tempfile.TemporaryDirectory() as folder:  # read at once; the tests are made when this module is
    closed_keeper = keeper_in(sites=sites_of(Path(folder)))
closed_app = create_app(make_assistant(), ApiSettings.model_validate(common), closed_keeper)
open_schema = schemathesis.openapi.from_asgi("/openapi.json", open_app)
closed_schema = schemathesis.openapi.from_asgi("/openapi.json", closed_app)


@open_schema.parametrize()
@QUICK
def test_api_keeps_its_description(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(checks=CHECKS)


@open_schema.include(path="/v1/ask").parametrize()
@FEW
def test_stream_keeps_its_description(case: schemathesis.Case[Any]) -> None:
    response = case.call(headers={"Accept": "text/event-stream"})

    case.validate_response(response, checks=CHECKS)
    is_stream = response.headers["content-type"][0].startswith("text/event-stream")
    assert is_stream == (response.status_code == 200)


@closed_schema.parametrize()
@FEW
def test_closed_api_keeps_its_description(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(checks=CHECKS)


@closed_schema.parametrize()
@FEW
def test_api_keeps_its_description_for_a_site(case: schemathesis.Case[Any]) -> None:
    response = case.call(headers=OF_SITE)

    case.validate_response(response, checks=CHECKS)
    if case.path.startswith("/v1/"):
        assert response.headers["access-control-allow-origin"] == [TWO_ORIGIN]


@pytest.mark.parametrize("method", get_args(Other))
@open_schema.parametrize()
@FEW
def test_other_methods_are_no_server_error(case: schemathesis.Case[Any], method: Other) -> None:
    case.method = method
    response = case.call()

    assert response.status_code < 500
    assert response.status_code == 405 or (method == "HEAD" and response.status_code in (200, 401, 404, 422))

"""An operator's browser, signed out and signed in."""

from pathlib import Path

import pytest

from tests.api.admin.operators import Operator


@pytest.fixture
def visitor(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


@pytest.fixture
def operator(visitor: Operator) -> Operator:
    assert visitor.sign_in().status_code == 303
    return visitor

"""Loopback counts as inside here, as an operator would have to say."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _loopback_is_inside(settings: Any) -> None:
    settings.INTERNAL_TARGETS = ["127.0.0.0/8"]

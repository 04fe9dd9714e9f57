"""What the whole suite shares: the project's pytest plugin, with the real reference data."""

from collections.abc import Callable

import pytest

pytest_plugins = ["zhiben.kernel.testing.plugin"]


@pytest.fixture(scope="session")
def load_reference() -> Callable[[], None]:
    from zhiben import reference

    return reference.load_reference

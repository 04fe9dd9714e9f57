<<<<<<< Updated upstream
"""What the whole suite shares: the project's pytest plugin, with the real reference data."""

import pytest

from zhiben.kernel.testing.settings import LOADER

pytest_plugins = ["zhiben.kernel.testing.plugin"]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LOADER] = _load_reference


def _load_reference() -> None:
    from zhiben import reference

    reference.load_reference()
=======
"""Tests start from a database that holds what every database holds: divisions, criteria, parameters, calendar."""

from collections.abc import Callable

import pytest

pytest_plugins = ["zhiben.kernel.testing.plugin"]


@pytest.fixture(scope="session")
def load_reference() -> Callable[[], None]:
    from zhiben.reference import load_reference

    return load_reference
>>>>>>> Stashed changes

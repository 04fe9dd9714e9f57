"""What the whole suite shares: the project's pytest plugin, with the real reference data."""

import pytest

from zhiben.kernel.testing.settings import LOADER

pytest_plugins = ["zhiben.kernel.testing.plugin", "zhiben.kernel.testing.dealing"]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LOADER] = _load_reference


def _load_reference() -> None:
    from zhiben import reference

    reference.load_reference()

"""Short data folders, because the path of a unix socket is limited; one platform for the tests of a process."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.faults.platform import Platform
from tests.faults.population import Population, populate

KILLS: Final = int(os.environ.get("ZHIBEN_KILLS", "20"))


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="zf-"))
    yield folder / "var"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """Running and ready; a test that kills it leaves it running again."""
    folder = Path(tempfile.mkdtemp(prefix="zf-"))
    with Platform(folder / "var") as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def population(platform: Platform) -> Population:
    return populate(platform.data)

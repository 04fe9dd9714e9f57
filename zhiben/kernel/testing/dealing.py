"""Which tests go to which process: a file stays whole, and folders whose tests share something dear stay together.

Each process would otherwise build the same world, platform or scene anew.
"""

from typing import Final

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# In the order of beginning: the longest first, so that at the end no process works on them alone.
TOGETHER: Final = ("tests/faults/", "tests/browser/", "zhiben/world/tests/")
FIRST: Final = (*TOGETHER, "tests/conformance/", "tests/journeys/")


class DealFiles(LoadScopeScheduling):  # type: ignore[misc]
    """One unit of work is one file, or one of the folders of ``TOGETHER``."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> DealFiles:
    return DealFiles(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    return next((place for place, folder in enumerate(FIRST) if item.nodeid.startswith(folder)), len(FIRST))

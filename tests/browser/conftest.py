"""One browser for all browser tests, and no longer: what its driver leaves running forbids others a loop of their own."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.people import chromium

# The browser's driver keeps an event loop in this thread; Django would take ordinary queries for a mistake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found

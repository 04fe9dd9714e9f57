"""Ledgers that only tests know."""

import pytest

from zhiben.kernel.papers import ledger
from zhiben.kernel.papers.ledger import register
from zhiben.kernel.papers.tests.accounts import ACCOUNTS


@pytest.fixture(autouse=True)
def _only_test_ledgers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_ledgers", {})
    register(ACCOUNTS)

"""Calling the interface in tests as a program does: JSON, a key on every write, the answer as it came."""

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from zhiben.kernel.access.models import Grant


class Caller:
    """One account at the interface: ``get("/x?y=1")``, ``post("/x", field=…)``."""

    def __init__(self, grant: Grant) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.force_login(grant.user)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def items(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(path).json()["items"]
        return found

    def post(self, path: str, body: Any = None, *, key: str = "", **given: Any) -> Any:
        return self.client.post(
            f"/api/v1{path}", json.dumps(given if body is None else body, default=str), content_type="application/json",
            headers={"Idempotency-Key": key or str(uuid4())},
        )  # fmt: skip


def refused(answer: Any) -> tuple[int, str, list[str]]:
    """Status, sentence and fields of a refusal."""
    said = answer.json()
    assert answer["Content-Type"].startswith("application/problem+json")
    return answer.status_code, said["detail"], [one["field"] for one in said.get("errors", [])]

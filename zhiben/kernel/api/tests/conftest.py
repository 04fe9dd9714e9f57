"""A caller with a token, in a tiny world of accounts."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhiben.kernel.access.models import Grant, Token, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id

Call = Callable[..., Any]


def make_grant(username: str = "lin", role: Role = Role.INSPECTOR) -> Grant:
    user = User.objects.create_user(username, "correct-horse-9", name="林一")
    return Grant.objects.create(
        user=user, role=role, reach=ReachKind.AGENCY, reach_id=new_id(), reach_name="鼓楼质安站",
        path="35.3501.350102.", level="county", valid_from=now() - timedelta(days=1),
    )  # fmt: skip


def make_token(grant: Grant, secret: str = "s3cret", **more: Any) -> Token:
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return Token.objects.create(grant=grant, digest=digest, name="测试", created_at=now(), **more)


@pytest.fixture
def grant(db: None) -> Grant:
    return make_grant()


@pytest.fixture
def caller(grant: Grant) -> Client:
    make_token(grant)
    return Client(headers={"Authorization": "Bearer s3cret"}, raise_request_exception=False)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path

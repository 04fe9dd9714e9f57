"""Pages neither skip nor repeat, in any order, with rows that have no value; a cursor is nobody's to make up."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from zhiben.kernel.access.models import Grant
from zhiben.kernel.api.paging import PageQuery, page_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.workflow.models import Todo

pytestmark = pytest.mark.django_db


def make_todos(grant: Grant, days: list[int | None]) -> None:
    Todo.objects.bulk_create(
        Todo(
            flow="hazard", case_id=new_id(), action="recheck", label="复查", title=f"第{n}件", holder_kind="user",
            holder_id=grant.user_id, roles=["inspector"], opened_at=now(),
            due_at=None if day is None else now() + timedelta(days=day),
        )
        for n, day in enumerate(days)
    )  # fmt: skip


@pytest.mark.parametrize("order", ["id", "-id", "due_at", "-due_at"])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 200])
def test_all_pages_together_are_the_list(grant: Grant, order: str, limit: int) -> None:
    make_todos(grant, [3, 1, None, 1, 1, None, -2])
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = page_of(Todo.objects.all(), PageQuery(limit=limit, cursor=cursor), order=order)
        assert len(page["items"]) <= limit
        seen += [t.pk for t in page["items"]]
        cursor = page["next"]
    whole = page_of(Todo.objects.all(), PageQuery(limit=200), order=order)["items"]
    assert seen == [t.pk for t in whole]
    assert len(set(seen)) == 7


def test_the_same_queries_whatever_the_length(grant: Grant, django_assert_num_queries: Any) -> None:
    make_todos(grant, [*range(30)])
    with django_assert_num_queries(2):
        assert page_of(Todo.objects.all(), PageQuery(), order="due_at")["count"] is None
    with django_assert_num_queries(3):
        assert page_of(Todo.objects.all(), PageQuery(limit=5, count=True), order="due_at")["count"] == 30


@given(cursor=st.text(max_size=60))
def test_no_made_up_cursor_breaks_a_list(cursor: str) -> None:
    with suppress(InvalidInput):
        page_of(Notification.objects.all(), PageQuery(cursor=cursor), order="created_at")


def test_a_cursor_belongs_to_its_order(grant: Grant) -> None:
    make_todos(grant, [1, 2, 3])
    cursor = page_of(Todo.objects.all(), PageQuery(limit=1), order="due_at")["next"]
    with pytest.raises(InvalidInput):
        page_of(Todo.objects.all(), PageQuery(limit=1, cursor=cursor), order="-due_at")


def test_todos_come_most_urgent_first_and_only_ones_own(caller: Client, grant: Grant) -> None:
    make_todos(grant, [5, None, -1])
    Todo.objects.create(
        flow="hazard", case_id=new_id(), action="a", label="b", title="别人的", holder_kind="user", holder_id=new_id(),
        roles=[], opened_at=now(),
    )  # fmt: skip
    body = caller.get("/api/v1/todos?limit=2&count=true").json()
    assert [(t["title"], t["overdue"]) for t in body["items"]] == [("第2件", True), ("第0件", False)]
    assert body["count"] == 3
    assert [t["title"] for t in caller.get(f"/api/v1/todos?cursor={body['next']}").json()["items"]] == ["第1件"]

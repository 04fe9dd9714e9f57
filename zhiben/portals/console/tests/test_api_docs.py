"""The interface is described in Chinese, for people who have signed in, on a page that needs nothing from elsewhere."""

import pytest
from django.test import Client
from ninja import Schema

from zhiben.kernel.api.site import api
from zhiben.kernel.ui.tests.people import client_of, make_person

pytestmark = pytest.mark.django_db


def test_every_operation_stands_on_the_page() -> None:
    page = client_of(make_person("lin")).get("/api/docs/").content.decode()
    paths = api.get_openapi_schema()["paths"]
    assert len(paths) >= 8
    assert [path for path in paths if path not in page] == []
    for words in ("工程项目列表", "每页条数，最多 200", "上传一个文件", "同一键", "必填"):
        assert words in page
    assert "http://" not in page
    assert "https://" not in page


def test_strangers_are_sent_to_sign_in() -> None:
    assert Client().get("/api/docs/")["Location"].startswith("/login")


def test_no_two_shapes_share_a_name() -> None:
    """The description keeps one shape a name: a second one would be published in the place of the first."""
    found: dict[str, set[type[Schema]]] = {}
    waiting: list[type[Schema]] = [Schema]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.startswith("zhiben."):
                found.setdefault(one.__name__, set()).add(one)
    assert {name: len(shapes) for name, shapes in found.items() if len(shapes) > 1} == {}

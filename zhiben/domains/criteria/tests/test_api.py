"""Editions, clauses and the check for programs."""

import json
from typing import Any

import pytest
from django.test import Client

from zhiben.domains.criteria.models import Clause
from zhiben.kernel.ui.tests.people import client_of, make_person

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/criteria"


@pytest.fixture
def client() -> Client:
    return client_of(make_person("lin"))


def get(client: Client, address: str, status: int = 200) -> Any:
    answer = client.get(ROOT + address)
    assert answer.status_code == status, answer.content.decode()
    return json.loads(answer.content)


def post(client: Client, address: str, body: Any) -> Any:
    return client.post(ROOT + address, json.dumps(body), content_type="application/json")


def test_editions_with_what_they_govern(client: Client) -> None:
    new, old = get(client, "/editions")
    assert (new["key"], new["valid_from"], new["valid_to"], new["status"]) == ("2024", "2024-12-13", None, "in_force")
    assert (old["key"], old["valid_from"], old["valid_to"], old["status"]) == (
        "2022", "2022-04-19", "2024-12-13", "repealed",
    )  # fmt: skip


def test_clauses_of_a_day_page_by_page_in_the_order_of_the_document(client: Client) -> None:
    first = get(client, "/clauses?on=2024-12-12&limit=30&count=true")
    rest = get(client, f"/clauses?on=2024-12-12&limit=30&cursor={first['next']}")
    codes = [row["code"] for row in first["items"] + rest["items"]]
    assert (first["count"], rest["next"]) == (34, None)
    assert codes == list(Clause.objects.filter(edition="2022").order_by("position").values_list("code", flat=True))
    assert get(client, "/clauses?on=2022-04-18")["items"] == []
    assert [row["code"] for row in get(client, "/clauses?on=2025-01-01&q=lqj")["items"]] == ["2024-7.2"]
    assert {row["category_label"] for row in get(client, "/clauses?category=power")["items"]} == {"施工临时用电"}
    get(client, "/clauses?on=昨天", 422)


def test_one_clause_with_everything(client: Client) -> None:
    found = get(client, "/clauses/2024-5.4")
    assert found["cite"] == "建质规〔2024〕5号第五条第（四）项"
    assert [item["code"] for item in found["sub_items"]] == [f"2024-5.4.{n}" for n in range(1, 5)]
    assert list(found["conditions"]) == ["all"]
    assert found["predecessors"] == ["2022-5.4"]
    assert found["mark_label"] == "已核实"
    assert get(client, "/clauses/2024-5.9", 404)["title"] == "没有找到"


def test_check_answers_with_verdict_and_reasons(client: Client) -> None:
    answer = post(
        client, "/clauses/2024-5.4/check", {"answers": {"piping": True, "not_handled": True, "leaking": None}}
    )
    result = json.loads(answer.content)
    assert result["verdict"] == "major"
    assert [one["name"] for one in result["decided_by"]] == ["piping", "not_handled"]
    assert result["open"] == []
    refused = post(client, "/clauses/2024-5.4/check", {"answers": {"weather": True}})
    assert refused.status_code == 422
    assert json.loads(refused.content)["errors"][0]["field"] == "weather"
    assert post(client, "/clauses/2024-5.9/check", {"answers": {}}).status_code == 404


def test_strangers_get_nothing() -> None:
    assert Client().get(f"{ROOT}/clauses").status_code == 401

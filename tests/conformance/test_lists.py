"""Every declared list does what a list must do, with nothing written for it but a sample."""

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conformance import (  # noqa: F401 - they fill the samples
    accident_samples,
    certificate_samples,
    check_samples,
    console_samples,
    hazard_samples,
    interview_samples,
    ladder_samples,
    listing_samples,
    net_samples,
    record_samples,
    registry_samples,
    report_samples,
    rule_samples,
)
from tests.conformance.addresses import addresses
from tests.conformance.samples import Sample, samples
from tests.conformance.visible import oddities, visible_text
from zhiben.kernel.ui.lists.columns import Kind
from zhiben.kernel.ui.lists.page import list_pages
from zhiben.kernel.ui.tests.people import client_of

pytestmark = pytest.mark.django_db
MOUNTED = {a.view.list_page.name: "/" + a.route for a in addresses() if hasattr(a.view, "list_page")}
EVERY = pytest.mark.parametrize("name", sorted(samples))


def open_list(name: str, query: str = "", number: int = 1) -> tuple[Client, str, str]:
    sample = samples[name]
    grant = sample.grant()
    words = sample.mine(grant, number) if number else ""
    client = client_of(grant)
    return client, MOUNTED[name] + query, words


def test_every_mounted_list_has_a_sample() -> None:
    assert sorted(MOUNTED) == sorted(samples)
    assert set(MOUNTED) <= set(list_pages)


@EVERY
@pytest.mark.parametrize("number", [0, 1, 51])
def test_list_opens_with_few_and_many_rows(name: str, number: int) -> None:
    client, address, words = open_list(name, number=number)
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    total = number + samples[name].holds
    if total == 0:
        assert list_pages[name].empty.why in page
    else:
        assert f"共 {total} 条" in page
    if number == 1:
        assert words in page
    elif number == 51:
        assert client.get(address + "?page=2").status_code == 200


@EVERY
def test_list_shows_its_own_rows_in_plain_chinese_and_none_of_another_division(name: str) -> None:
    sample: Sample = samples[name]
    foreign = sample.others() if sample.others is not None else None
    client, address, words = open_list(name)
    page = client.get(address).content.decode()
    assert oddities(page) == []
    if foreign is not None:
        text = " ".join(visible_text(page))
        assert words in text
        assert foreign not in text


@EVERY
def test_every_order_and_every_filter_answers(name: str) -> None:
    client, address, _ = open_list(name)
    page = list_pages[name]
    keys = [column.key for column in page.columns if column.sort]
    queries = [f"?sort={sign}{key}" for key in keys for sign in ("", "-")]
    queries += [f"?{part}=1" for one in page.filters for part in one.names]
    queries += [f"?{part}=2024-07-03" for one in page.filters for part in one.names]
    queries += ["?page=999", "?page=x", "?sort=nonsense", "?c=nonsense"]
    assert [query for query in queries if client.get(address + query).status_code != 200] == []


@EVERY
def test_queries_do_not_grow_with_rows(name: str) -> None:
    client, address, _ = open_list(name, number=2)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    samples[name].mine(samples[name].grant(), 20)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few)


@EVERY
def test_spreadsheet_has_the_shown_columns_and_all_rows(name: str) -> None:
    client, address, _ = open_list(name, "?export=xlsx", number=3)
    sheet = openpyxl.load_workbook(BytesIO(client.get(address).content)).active
    assert sheet is not None
    rows = list(sheet.values)
    columns = [column for column in list_pages[name].columns if not column.hidden]
    assert list(rows[0]) == [column.label for column in columns]
    assert len(rows) == 4 + samples[name].holds
    assert all(cell.value != "None" for row in sheet.iter_rows() for cell in row)


def test_first_column_leads_and_the_rest_are_declared_well() -> None:
    for name in samples:
        page = list_pages[name]
        assert len({column.key for column in page.columns}) == len(page.columns), name
        assert page.columns[0].kind == Kind.TEXT, name
        assert page.empty.why, name

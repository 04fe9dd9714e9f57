"""A chart is its table first: every value readable, linked and exact before any script has run."""

import json
import re

from django.template.loader import render_to_string

from zhiben.kernel.ui.charts import Chart, Series, Shape

CHART = Chart(
    key="curve", title="存量持续下降", axis="月份", labels=["1月", "</script>2月"], unit="条", shape=Shape.LINE,
    series=[Series("存量", [12_345, None], "red", ["/hazards/?a=1&b=2"]), Series("增量", [0, 7])],
)  # fmt: skip


def test_without_script_the_table_says_everything_and_opens_the_records() -> None:
    page = render_to_string("ui/chart.html", {"chart": CHART})
    assert '<a href="/hazards/?a=1&amp;b=2">12,345</a>' in page
    assert "未采集" in page
    assert "None" not in page
    assert "data-chart-canvas" in page
    assert " style=" not in page


def test_what_the_script_draws_is_data_that_cannot_leave_its_block() -> None:
    page = render_to_string("ui/chart.html", {"chart": CHART})
    (block,) = re.findall(r'<script id="curve-data" type="application/json">(.*?)</script>', page, re.S)
    assert json.loads(block)["labels"] == ["1月", "</script>2月"]
    assert [one["values"] for one in json.loads(block)["series"]] == [[12345.0, None], [0.0, 7.0]]


def test_a_chart_without_data_says_so_instead_of_drawing_an_empty_frame() -> None:
    empty = Chart(key="none", title="还没有", axis="月份", labels=["1月"], series=[Series("存量", [None])])
    page = render_to_string("ui/chart.html", {"chart": empty})
    assert "没有可以画的数据" in page
    assert "data-chart=" not in page
    assert "<table" not in page

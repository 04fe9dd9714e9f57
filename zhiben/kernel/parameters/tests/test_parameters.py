"""Values by division and day: the nearest ancestor wins, the past stays as it was."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import CharField, Value
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.errors import InvalidInput, NotPermitted
from zhiben.kernel.parameters.declarations import Declaration, declare
from zhiben.kernel.parameters.models import EffectiveParameter, Parameter, WorkingDay
from zhiben.kernel.parameters.paths import path_of_code
from zhiben.kernel.parameters.queries import ParameterNotSet, effective_value, explain, value_of, values_of
from zhiben.kernel.parameters.services import load_parameters, refresh_effective, set_parameter
from zhiben.kernel.parameters.terms import Mark, Origin, ValueType

pytestmark = pytest.mark.django_db
KEY = declare("testing.days", "试验天数", "天", ValueType.INTEGER, meaning="只用于试验").key
AT = datetime(2024, 7, 3, 9, tzinfo=CHINA)
TODAY = AT.date()
ADMIN = Actor(name="管理员甲", role=Role.SYSTEM_ADMIN, reach=ReachKind.AGENCY, path="35.", level="province")
GULOU = "35.3501.350102."


def put(code: str, value: int | None, start: date, **more: Any) -> Parameter:
    given = {"source": "试验", "mark": Mark.OWN, "origin": Origin.FILE, "recorded_at": AT, **more}
    row: Parameter = Parameter.objects.create(
        key=KEY, division_code=code, path=path_of_code(code), value=value, valid_from=start, **given
    )
    refresh_effective([KEY])
    return row


def change(**more: Any) -> Parameter:
    given: dict[str, Any] = {
        "actor": ADMIN, "key": KEY, "division_code": "350100", "path": "35.3501.", "value": "9", "valid_from": TODAY,
        "source": "榕建〔2024〕1号", "mark": Mark.CONFIRMED, "at": AT,
    }  # fmt: skip
    return set_parameter(**given | more)


def test_the_nearest_ancestor_wins() -> None:
    put("000000", 7, date(2000, 1, 1))
    put("350000", 5, date(2024, 1, 1))
    put("350100", 3, date(2024, 6, 1))
    assert value_of(KEY, path=GULOU, on=date(2023, 12, 31)) == 7
    assert value_of(KEY, path=GULOU, on=date(2024, 1, 1)) == 5
    assert value_of(KEY, path=GULOU, on=date(2024, 6, 1)) == 3
    assert value_of(KEY, path="35.3502.350203.", on=date(2024, 6, 1)) == 5
    assert value_of(KEY, path="", on=date(2024, 6, 1)) == 7


def test_many_places_cost_one_query(django_assert_num_queries: Any) -> None:
    put("000000", 7, date(2000, 1, 1))
    put("460000", 4, date(2000, 1, 1))
    places = ["46.469002.", GULOU, "32.3204.320471."]
    with django_assert_num_queries(1):
        assert values_of(KEY, paths=places, on=TODAY) == {places[0]: 4, places[1]: 7, places[2]: 7}


def test_a_later_row_ends_the_one_before_and_none_returns_to_the_division_above() -> None:
    put("000000", 7, date(2000, 1, 1))
    put("350000", 5, date(2024, 1, 1))
    put("350000", None, date(2024, 9, 1))
    assert [value_of(KEY, path=GULOU, on=d) for d in (date(2024, 8, 31), date(2024, 9, 1))] == [5, 7]


def test_a_row_with_an_end_ends() -> None:
    put("000000", 7, date(2000, 1, 1))
    put("460000", 4, date(2023, 4, 1), valid_to=date(2024, 1, 1))
    assert [value_of(KEY, path="46.", on=d) for d in (date(2023, 12, 31), date(2024, 1, 1))] == [4, 7]


def test_nothing_set_and_no_default_is_a_mistake_not_a_zero() -> None:
    with pytest.raises(ParameterNotSet, match=r"没有「.+」的规定。请核对日期"):
        value_of(KEY, path="35.", on=TODAY)


def test_rules_join_the_same_value() -> None:
    put("000000", 7, date(2000, 1, 1))
    put("350100", 3, date(2000, 1, 1))
    for place, worth in ((GULOU, 3), ("46.469002.", 7), ("", 7)):
        row = WorkingDay.objects.annotate(place=Value(place, CharField()), worth=effective_value(KEY, "place", TODAY))
        found = row.values_list("worth", flat=True).first()
        assert found == worth


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["000000", "350000", "350100", "350102"]), st.none() | st.integers(0, 9),
        st.dates(date(2024, 1, 1), date(2024, 3, 1)), st.none() | st.integers(1, 40), st.sampled_from(Origin),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.dates(date(2024, 1, 1), date(2024, 4, 10)))
def test_periods_say_what_the_rows_say(rows: list[Any], on: date) -> None:
    """Against the definition, read row by row: the last row begun on or before the day, unless it has ended."""
    with transaction.atomic():
        for index, (code, value, start, days, origin) in enumerate(rows):
            end = start + timedelta(days=days) if days else None
            put(code, value, start, valid_to=end, origin=origin, recorded_at=AT + timedelta(minutes=index))
        expected = None
        for code in ("350102", "350100", "350000", "000000"):
            begun = [(r, i) for i, r in enumerate(rows) if r[0] == code and r[2] <= on]
            if not begun:
                continue
            row = max(begun, key=lambda pair: (pair[0][2], pair[0][4] == Origin.ADMINISTRATOR, pair[1]))[0]
            ended = row[3] is not None and row[2] + timedelta(days=row[3]) <= on
            if not ended and row[1] is not None:
                expected = row[1]
                break
        found = explain(KEY, path=GULOU, on=on).value
        transaction.set_rollback(True)
    assert found == expected


def test_an_administrator_adds_a_row_with_a_day_and_a_source() -> None:
    put("000000", 7, date(2000, 1, 1))
    change(valid_from=date(2024, 8, 1))
    assert [value_of(KEY, path=GULOU, on=d) for d in (date(2024, 7, 31), date(2024, 8, 1))] == [7, 9]
    said = explain(KEY, path=GULOU, on=date(2024, 8, 1))
    assert said.row is not None
    assert (said.text, said.row.source, said.row.mark, len(said.history)) == ("9 天", "榕建〔2024〕1号", "confirmed", 2)
    act = Act.objects.get(verb="parameters.set")
    assert (act.object_id, act.detail["value"], act.detail["valid_from"]) == (KEY, 9, "2024-08-01")


@pytest.mark.parametrize(
    ("given", "refusal", "words"),
    [
        ({"valid_from": date(2024, 7, 2)}, InvalidInput, "起始日期不能早于今天"),
        ({"source": " "}, InvalidInput, "请写明依据"),
        ({"value": "三天"}, InvalidInput, "“试验天数”应填整数"),
        ({"path": "32.3204.", "division_code": "320400"}, NotPermitted, "只能设定本辖区"),
        ({"actor": Actor(name="乙", role=Role.LEADER, reach=ReachKind.AGENCY)}, NotPermitted, "只有系统管理员"),
    ],
)
def test_refusals_change_nothing(given: dict[str, Any], refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        change(**given)
    assert not Parameter.objects.filter(key=KEY).exists()
    assert not EffectiveParameter.objects.filter(key=KEY).exists()
    assert not Act.objects.filter(verb="parameters.set").exists()


def test_the_past_cannot_be_edited_even_by_sql() -> None:
    row = put("000000", 7, date(2000, 1, 1))
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        Parameter.objects.filter(pk=row.pk).update(value=8)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        Parameter.objects.filter(pk=row.pk)._raw_delete("default")


def test_files_load_once_and_corrections_are_added(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(f"{KEY}:\n  - {{value: 7, from: 2000-01-01, source: 试验, mark: 自定}}\n", "utf-8")
    assert [load_parameters(at=AT, folder=tmp_path), load_parameters(at=AT, folder=tmp_path)] == [1, 0]
    file.write_text(f"{KEY}:\n  - {{value: 8, from: 2000-01-01, source: 试验, mark: 旁证}}\n", "utf-8")
    later = AT + timedelta(minutes=1)
    assert [load_parameters(at=later, folder=tmp_path), load_parameters(at=later, folder=tmp_path)] == [1, 0]
    assert value_of(KEY, path="", on=TODAY) == 8
    change(division_code="000000", path="", value=6, actor=Actor(name="甲", role=Role.SYSTEM_ADMIN))
    assert load_parameters(at=later, folder=tmp_path) == 0
    assert value_of(KEY, path="", on=TODAY) == 6


def test_three_thousand_divisions_are_cut_in_one_statement(django_assert_num_queries: Any) -> None:
    Parameter.objects.bulk_create(
        Parameter(key=KEY, division_code=f"{n:06}", path=f"35.{n:04}.", value=n % 30, valid_from=date(2024, month, 1),
                  source="试验", mark=Mark.OWN, origin=Origin.FILE, recorded_at=AT)
        for n in range(3500) for month in (1, 6)
    )  # fmt: skip
    with django_assert_num_queries(3):
        refresh_effective([KEY])
    assert EffectiveParameter.objects.filter(key=KEY).count() == 7000
    assert value_of(KEY, path="35.0031.350102.", on=TODAY) == 1


def test_shipped_values() -> None:
    """What the documents say, by region."""
    on = date(2024, 7, 1)
    assert value_of("accidents.trace_triggers", path="35.", on=on) == ("NON_FATAL",)
    assert value_of("reports.open_days", path=GULOU, on=on) == 5
    assert value_of("hazards.min_officers", path=GULOU, on=on) == 2
    assert value_of("hazards.major_fix_on_spot_allowed", path=GULOU, on=on) is False
    assert value_of("import.date_earliest", path=GULOU, on=on) == date(1990, 1, 1)
    assert value_of("hazards.legacy_year", path="14.1411.141122.", on=on) == 2023


PATTERN = declare(
    "testing.pattern", "试验格式", "", ValueType.PATTERN, meaning="只用于试验",
    blanks=(("prefix", "机关代字"), ("year", "年份"), ("seq", "序号")), needed=frozenset({"year", "seq"}),
)  # fmt: skip
MONTH_DAY = declare("testing.month_day", "试验报送日", "", ValueType.MONTH_DAY, meaning="只用于试验")
BOOLEAN = declare("testing.boolean", "试验是否", "", ValueType.BOOLEAN, meaning="只用于试验")
DECIMAL = declare("testing.decimal", "试验比率", "%", ValueType.DECIMAL, meaning="只用于试验", least=1)


@pytest.mark.parametrize(
    ("declared", "typed", "stored", "shown"),
    [
        (PATTERN, "［机关代字］〔［年份］〕第［序号］号", "{prefix}〔{year}〕第{seq}号", "［机关代字］〔［年份］〕第［序号］号"),
        (PATTERN, "{year}-{seq}", "{year}-{seq}", "［年份］-［序号］"),
        (PATTERN, "［年份］号", None, ""), (PATTERN, "［序号］号", None, ""), (PATTERN, "{year}{seq}{city}", None, ""),
        (PATTERN, "{year}{seq}{", None, ""), (PATTERN, "{year}{seq}{0}", None, ""), (PATTERN, "", None, ""),
        (MONTH_DAY, "5", "5", "每月 5 日"), (MONTH_DAY, "月底", "last", "当月最后一天"), (MONTH_DAY, "05", "5", "每月 5 日"),
        (MONTH_DAY, "31", None, ""), (MONTH_DAY, "0", None, ""), (MONTH_DAY, "五", None, ""),
        (BOOLEAN, "是", True, "是"), (BOOLEAN, False, False, "否"), (BOOLEAN, "也许", None, ""),
        (DECIMAL, "1.50", "1.50", "1.50 %"), (DECIMAL, "0.5", None, ""), (DECIMAL, "NaN", None, ""), (DECIMAL, True, None, ""),
    ],
)  # fmt: skip
def test_what_may_be_typed(declared: Declaration, typed: Any, stored: Any, shown: str) -> None:
    if stored is None:
        with pytest.raises(InvalidInput, match=declared.label):
            declared.store(typed)
        return
    assert declared.store(typed) == stored
    assert declared.show(declared.parse(stored)) == shown


def test_every_declared_parameter_has_a_national_value() -> None:
    from zhiben.kernel.parameters.declarations import declarations

    unset = []
    # For some posts no document says how many projects one person may serve: nobody is found to be over a limit then.
    unlimited = {
        f"standing.most_projects.{post}" for post in ("consultant", "technical_lead", "safety_director", "owner_lead")
    }
    for declared in declarations():
        if not declared.key.startswith("testing.") and explain(declared.key, path="", on=TODAY).value is None:
            unset.append(declared.key)
    assert set(unset) == unlimited

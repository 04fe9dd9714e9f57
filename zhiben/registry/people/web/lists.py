"""人员 as a list, masked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import Asked, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.ui.lists.picked import PickedFilter, id_in, named_by
from zhiben.registry.enterprises.public import names_of
from zhiben.registry.people.models import Person
from zhiben.registry.people.policies import READERS


def _mark(person: Person) -> str:
    if person.unmatched:
        return "待匹配"
    return "存疑" if person.doubtful else ""


def _numbered(rows: Any, text: str) -> Any:
    return rows.numbered(text)


def _employed(rows: Any, value: str, asked: Asked) -> Any:
    return rows.filter(employer_id=id_in(value))


class PersonList(ListPage[Person]):
    name = "people"
    title = "人员"
    meaning = "工程建设从业人员。证件号和手机号默认打码，查看完整号码要写明事由并留存记录。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="name", label="姓名", sort="name"),
        Column(key="id_number_masked", label="证件号"),
        Column(key="phone_masked", label="手机号"),
        Column(key="employer__name", label="受聘单位", width="wide"),
        Column(
            key="mark", label="标记", kind=Kind.CHIP, value=_mark, tones={"存疑": "yellow", "待匹配": "orange"}
        ),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(
            name="q", label="姓名，或完整的证件号、手机号", fields=("name",), documents="person", numbers=_numbered
        ),
        PickedFilter(name="employer", label="受聘单位", apply=_employed, words=named_by(names_of), unnamed="所选企业"),
        ToggleFilter(name="unmatched", label="待匹配", apply=lambda rows, actor, at: rows.filter(unmatched=True)),
        ToggleFilter(name="doubtful", label="存疑", apply=lambda rows, actor, at: rows.filter(doubtful=True)),
    )
    default_sort = "name"
    marks: ClassVar[Mapping[str, str]] = {"person": "pk", "enterprise": "employer_id"}
    empty = Empty(why="还没有登记人员。", next_step="导入项目或人员台账，或在项目页任命关键岗位。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Person]:
        return Person.objects.visible_to(actor).select_related("employer")

    def row_url(self, row: Person) -> str:
        return reverse("people:page", args=[row.pk])

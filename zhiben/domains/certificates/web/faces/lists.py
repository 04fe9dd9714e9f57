"""人脸特征清册: whose is kept since when until when, and the number against the threshold of filing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from zhiben.domains.certificates.models import FaceTemplate
from zhiben.domains.certificates.policies import REGULATORS
from zhiben.domains.certificates.services.face_keeping import MANAGERS
from zhiben.domains.certificates.terms import ErasureReason
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage

READERS = frozenset({*MANAGERS, *REGULATORS})


class FaceList(ListPage[FaceTemplate]):
    name, title = "faces", "人脸特征清册"
    meaning = "经本人同意、加密保存的人脸特征。只有特征没有照片；删除就是销毁密钥，谁也打不开。导出即备案清册。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="person__name", label="本人", link=lambda row: f"/people/{row.person_id}/"),
        Column(key="consent__method", label="同意方式", value=lambda row: row.consent.get_method_display()),
        Column(key="consent__given_at", label="同意时间", kind=Kind.MOMENT),
        Column(key="enrolled_at", label="采集时间", kind=Kind.MOMENT, sort="enrolled_at"),
        Column(key="agency_name", label="采集机关", width="wide"),
        Column(key="enrolled_by", label="采集人"),
        Column(key="service", label="比对服务"),
        Column(key="keep_until", label="保存至", kind=Kind.DATE, sort="keep_until"),
        Column(key="erased_at", label="删除时间", kind=Kind.MOMENT),
        Column(key="erased_why", label="删除原因", hidden=True),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="姓名", fields=("person__name",)),
        ChoiceFilter(name="why", label="删除原因", field="erased_why", choices=ErasureReason.choices),
        DateRangeFilter(name="enrolled", label="采集日期", field="enrolled_at"),
        ToggleFilter(name="kept", label="现在保存着", apply=lambda rows, actor, at: rows.filter(erased_at=None)),
    )
    default_sort = "-enrolled_at"
    empty = Empty(why="没有保存任何人脸特征。", next_step="没有接入人脸服务时一律用证件核对，不需要采集。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[FaceTemplate]:
        found = FaceTemplate.objects.select_related("person", "consent").defer("template_cipher", "key_cipher")
        return found.filter(Q(agency_id=actor.reach_id)) if actor.is_regulator else found

    def row_url(self, row: FaceTemplate) -> str:
        return f"/faces/{row.pk}/"

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        return (PageAction(label="人数与备案", url="/faces/filing/", icon="info-circle"),)

"""验真记录 as a list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.domains.certificates.models import CertificateCheck
from zhiben.domains.certificates.policies import READERS, REGULATORS
from zhiben.domains.certificates.terms import CheckOutcome, CodeResult, IdentityMethod, Standing
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.figures import FigureFilter
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage

OUTCOME_TONES: Mapping[str, str] = {
    CheckOutcome.SAME: "green",
    CheckOutcome.DIFFERENT: "red",
    CheckOutcome.UNDECIDED: "orange",
}
CODE_TONES: Mapping[str, str] = {CodeResult.GENUINE: "green", CodeResult.NOT_GENUINE: "red"}
STANDING_TONES = {
    "valid": "green",
    "expiring": "orange",
    **dict.fromkeys(set(Standing.values) - {"valid", "expiring"}, "red"),
}


class CheckList(ListPage[CertificateCheck]):
    name, title = "certificate-checks", "验真记录"
    meaning = "检查现场扫码核验证照、核对本人的记录。记录不能改，证照状态是核验当时的。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="where_name", label="地点", width="wide"),
        Column(key="at", label="时间", kind=Kind.MOMENT, sort="at"),
        Column(key="person_name", label="持证人"),
        Column(key="certificate_name", label="证照", width="wide"),
        Column(key="certificate_number", label="编号", width="code"),
        Column(key="code_result", label="二维码", kind=Kind.CHIP, tones=CODE_TONES),
        Column(key="standing", label="当时状态", kind=Kind.CHIP, tones=STANDING_TONES, words=dict(Standing.choices)),
        Column(key="outcome", label="本人核对", kind=Kind.CHIP, tones=OUTCOME_TONES),
        Column(key="method", label="核对方式", hidden=True),
        Column(key="no_face", label="未刷脸原因", hidden=True),
        Column(key="officer_name", label="验真人"),
        Column(key="agency_name", label="验真机关", hidden=True),
        Column(key="visit_name", label="所属检查", width="wide", hidden=True),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(
            name="q", label="持证人、编号或地点", fields=("person_name", "certificate_number", "where_name")
        ),
        ChoiceFilter(name="outcome", label="本人核对", field="outcome", choices=CheckOutcome.choices),
        ChoiceFilter(name="method", label="核对方式", field="method", choices=IdentityMethod.choices),
        DivisionFilter(),
        FigureFilter(),
        DateRangeFilter(name="day", label="验真日期", field="day", moment=False),
        ToggleFilter(name="wrong", label="不符", apply=lambda rows, actor, at: rows.filter(wrong=True)),
    )  # fmt: skip
    totals_by, default_sort = "outcome", "-at"
    empty = Empty(why="还没有验真记录。", next_step="检查现场点“扫码验真”，扫证照上的二维码。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[CertificateCheck]:
        return CertificateCheck.objects.visible_to(actor)

    def row_url(self, row: CertificateCheck) -> str:
        return reverse("checks:page", args=[row.pk])

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        if actor.role not in REGULATORS:
            return ()
        return (
            PageAction(label="扫码验真", url=reverse("checks:new"), icon="qrcode", primary=True),
            PageAction(label="使用情况", url=reverse("checks:usage"), icon="chart-bar"),
            PageAction(label="公开核验次数", url=reverse("checks:public"), icon="users"),
        )

"""公开核验次数 as a list: how often anybody checked, by day, kind and answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet

from zhiben.domains.certificates.models import PublicCheckDay
from zhiben.domains.certificates.policies import REGULATORS
from zhiben.domains.certificates.terms import UNPROVED, CertificateKind, PublicWord
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage

WORD_TONES: Mapping[str, str] = {
    PublicWord.GOOD: "green", PublicWord.SUSPENDED: "orange", PublicWord.EARLY: "yellow", PublicWord.EXPIRED: "red",
    PublicWord.ENDED: "red", PublicWord.REPLACED: "yellow", **dict.fromkeys(UNPROVED, "red"),
}  # fmt: skip


class PublicCheckList(ListPage[PublicCheckDay]):
    name, title = "public-checks", "公开核验次数"
    meaning = "公众在核验页上核验证书的次数，按日、证照种类和结果。只有次数，不记是谁、核验了谁的证书；每小时统计一次。"
    roles = REGULATORS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="kind", label="证照种类", value=lambda row: row.get_kind_display() or "看不出是哪张证书"),
        Column(key="day", label="日期", kind=Kind.DATE, sort="day"),
        Column(key="word", label="核验结果", kind=Kind.CHIP, tones=WORD_TONES, words=dict(PublicWord.choices)),
        Column(key="times", label="次数", kind=Kind.NUMBER, sort="times"),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        DateRangeFilter(name="day", label="日期", field="day", moment=False),
        ChoiceFilter(name="kind", label="证照种类", field="kind", choices=CertificateKind.choices),
        ChoiceFilter(name="word", label="核验结果", field="word", choices=PublicWord.choices),
        ToggleFilter(name="unproved", label="不可信的", apply=lambda rows, actor, at: rows.filter(word__in=UNPROVED)),
    )
    default_sort = "-day"
    empty = Empty(why="还没有人在核验页上核验过证书。", next_step="核验页的地址印在证书上，谁都可以打开。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[PublicCheckDay]:
        return PublicCheckDay.objects.all()

"""停工: what a project that stands under a stop notice shows wherever it appears."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.queries import open_stops
from zhiben.domains.hazards.terms import NoticeState, StopArea
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.flags import Flag

RESUMES: Final = {
    NoticeState.ISSUED: "复工要做：停工范围内的隐患全部整改，经监理、建设单位核查后申请复工，复查合格并收到复工通知书。",
    NoticeState.REPLIED: "已申请复工，等监督机构复查；收到复工通知书以前不得施工。",
    NoticeState.CLEARED: "复查合格，等下达复工通知书；收到以前不得施工。",
}


def stops_of(ids: Sequence[UUID], at: datetime) -> dict[UUID, list[Flag]]:
    return {pk: [flag_of(notice) for notice in notices] for pk, notices in open_stops(ids).items()}


def flag_of(notice: Notice) -> Flag:
    area = StopArea(notice.stop_area).label if notice.stop_area else "停工"
    since = f"{notice.issued_on:%Y-%m-%d}" if notice.issued_on else ""
    return Flag(
        code="STOP_WORK", label="全部停工" if notice.stop_area == StopArea.WHOLE else "停工整改",
        title=f"{area}：{notice.stop_scope or '按文书所列范围'}",
        lines=(f"{notice.name} {notice.number}，自 {since} 起停工。", RESUMES[NoticeState(notice.state)]),
        url=case_url("notice.stop", notice.pk) or case_url("notice.rectify", notice.pk),
    )  # fmt: skip

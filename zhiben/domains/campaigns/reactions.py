"""What this package does when something has happened. Named in ``zhiben.wiring``."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.campaigns.models import Report
from zhiben.kernel.access.terms import Role
from zhiben.kernel.notifications.services import notify

OURS: Final = (Role.CLERK, Role.LEADER)
TO_RECEIVER: Final = {"sign": "{agency}报来{title}（第{round}版），请接收或者退回"}
TO_SENDER: Final = {"return": "{title}被退回，请修改后在{day}前重新报送", "accept": "{title}已由{receiver}接收"}


def tell_of_report(payload: dict[str, Any], at: datetime) -> None:
    """The receiver learns that a report came in, the agency that it was returned or accepted."""
    action = payload["action"]
    words = TO_RECEIVER.get(action) or TO_SENDER.get(action)
    report = Report.objects.filter(pk=payload["report_id"]).first() if words else None
    if report is None or words is None or report.silent:
        return
    to = report.receiver_id if action in TO_RECEIVER else report.agency_id
    if to is None:
        return
    day = f"{report.resubmit_by:%Y-%m-%d}" if report.resubmit_by else ""
    title = words.format(
        agency=report.where_name, title=report.title, round=report.round, receiver=report.receiver_name, day=day
    )
    notify(
        topic=f"campaigns.report_{action}", title=title[:200], body=report.returned_why if action == "return" else "",
        link=f"/reports/{report.pk}/", holder=("agency", to, OURS), at=at, case_kind="report", case_id=report.pk,
        key=f"report:{report.pk}:{payload['seq']}",
    )  # fmt: skip

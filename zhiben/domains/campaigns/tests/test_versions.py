"""跨月修改留版本: what was reported stays, and the page says what has changed since."""

import pytest

from zhiben.domains.campaigns.models import ReportVersion
from zhiben.domains.campaigns.queries.report import monthly_report
from zhiben.domains.campaigns.queries.versions import Changes, changes_since
from zhiben.domains.campaigns.services.papers import make_paper
from zhiben.domains.campaigns.tests.conftest import CITY, March
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.counting import moment
from zhiben.kernel.access.actors import system_actor

pytestmark = pytest.mark.django_db
AT = moment("2026-04-02 09:00")


def take(month: str = "2026-03", at: str = "2026-04-02 09:00") -> None:
    make_paper(actor=system_actor(), division_code=CITY, month=month, kind="xlsx", at=moment(at))


def changes(month: str = "2026-03") -> Changes | None:
    return changes_since(monthly_report(actor=system_actor(), division_code=CITY, month=month, at=AT))


def test_a_correction_after_reporting_shows_and_makes_a_new_version(march: March) -> None:
    assert changes() is None
    take()
    take()
    assert ReportVersion.objects.count() == 1
    unchanged = changes()
    assert unchanged is not None
    assert unchanged.lines == []
    Hazard.objects.filter(pk=march.hazards["first of March"]).update(level=Level.MAJOR)
    found = changes()
    assert found is not None
    assert [line for line in found.lines if line.startswith("合计") and "本月" in line] == [
        "合计一般隐患排查数本月：3 → 2", "合计一般隐患已整改本月：2 → 1", "合计重大事故隐患排查数本月：2 → 3",
        "合计重大事故隐患部门检查本月：1 → 2", "合计重大事故隐患已整改本月：0 → 1",
    ]  # fmt: skip
    take(at="2026-04-03 09:00")
    assert ReportVersion.objects.count() == 2
    assert ReportVersion.objects.order_by("made_at")[0].figures["total"]["general|month"] == 3
    assert ReportVersion.objects.order_by("made_at")[1].figures["total"]["general|month"] == 2


def test_the_running_month_is_not_compared(march: March) -> None:
    take("2026-04")
    assert changes("2026-04") is None

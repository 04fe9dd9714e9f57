"""Reminders go out by themselves."""

from uuid import UUID

from django.urls import get_resolver

from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.workflow.reminders import PLACE, remind

ANY = UUID(int=0)


@task(name="workflow.remind", schedule="7 * * * *")
def remind_of_deadlines() -> None:
    """Every hour; each person hears of each deadline once before and once after it."""
    remind(at=now(), address=page_of)


def page_of(flow_code: str) -> str:
    get_resolver().url_patterns  # noqa: B018 - pages register when the addresses are read, which a worker has not done
    return case_url(flow_code, ANY).replace(str(ANY), PLACE)

"""Who went along on the visit, and who of them has the work that follows."""

import pytest

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.drafts import amend_notice
from zhiben.domains.hazards.terms import NoticeKind
from zhiben.domains.hazards.tests.factories import SINCE, draft, make_site
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.workflow.models import Todo
from zhiben.registry.agencies.public import add_officer

pytestmark = pytest.mark.django_db


def test_a_leader_who_came_along_stands_on_the_paper_but_gets_no_to_do_of_an_officer() -> None:
    site = make_site()
    leader = add_officer(actor=system_actor(), agency_id=site.agency.pk, name="陈二", at=now(), valid_from=SINCE,
                         user_id=site.leader.user_id)  # fmt: skip

    notice = draft(site, officer_ids=[site.officers[0].pk, leader.pk])

    assert [o.name for o in notice.officers.order_by("position")] == ["林一", "陈二"]
    todo = Todo.objects.get(case_id=notice.pk)
    assert (todo.holder_kind, todo.holder_id) == ("user", site.inspector.user_id)


def test_when_none_of_the_officers_may_work_on_it_the_agency_does() -> None:
    site = make_site()
    leader = add_officer(actor=system_actor(), agency_id=site.agency.pk, name="陈二", at=now(), valid_from=SINCE,
                         user_id=site.leader.user_id)  # fmt: skip

    notice = draft(site, officer_ids=[site.officers[1].pk, leader.pk])

    todo = Todo.objects.get(case_id=notice.pk)
    assert (todo.holder_kind, todo.holder_id) == ("agency", site.agency.pk)


def test_the_scope_of_a_stop_notice_cannot_be_emptied_afterwards() -> None:
    site = make_site()
    notice = draft(site, kind=NoticeKind.STOP)

    with pytest.raises(InvalidInput) as refused:
        amend_notice(actor=site.inspector, notice_id=notice.pk, at=now(), stop_scope="  ")

    assert [e.field for e in refused.value.errors] == ["stop_scope"]
    assert Notice.objects.get(pk=notice.pk).stop_scope == "3 号楼外架及三层以上作业面"

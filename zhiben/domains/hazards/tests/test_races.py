"""Two officers on one notice at the same moment: nothing is lost between them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.replying import (
    Recheck,
    add_after_photos,
    receive_notice,
    recheck_notice,
    reply_notice,
)
from zhiben.domains.hazards.terms import NoticeState
from zhiben.domains.hazards.tests.factories import Site, finding, issued, items, make_site, photo
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.workflow.models import CaseMove

pytestmark = pytest.mark.django_db(transaction=True)


def together(site: Site, acts: Sequence[Callable[[], Any]]) -> list[int]:
    """Status of each: 200 when done."""

    def once(act: Callable[[], Any]) -> int:
        try:
            with acting_as(site.inspector):
                act()
            return 200
        except Refusal as refusal:
            return refusal.status
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(once, acts))


def test_a_notice_is_received_once() -> None:
    with transaction.atomic():
        site = make_site()
        notice = issued(site, finding())
    names = ("吴大山", "陈小河", "林一", "周二")
    acts = [
        lambda name=name: receive_notice(
            actor=site.inspector, notice_id=notice.pk, receiver=name, on_behalf_of=name, at=now()
        )
        for name in names
    ]
    assert together(site, acts) == [200, 409, 409, 409]
    assert CaseMove.objects.filter(case_id=notice.pk, action="receive").count() == 1


def test_two_officers_who_pass_the_last_two_items_close_the_notice_between_them() -> None:
    with transaction.atomic():
        site = make_site()
        notice = issued(site, *(finding(str(n)) for n in range(4)))
        for item in items(notice):
            add_after_photos(actor=site.inspector, hazard_id=item.pk, file_ids=[photo(site.inspector)], at=now())
        reply_notice(actor=site.inspector, notice_id=notice.pk, text="已整改", at=now(), on_behalf_of="吴大山")
        found = [item.pk for item in items(notice)]
    acts = [
        lambda pk=pk: recheck_notice(
            actor=site.inspector, notice_id=notice.pk, results=[Recheck(hazard_id=pk, passed=True)], at=now()
        )
        for pk in found
    ]
    assert together(site, acts) == [200] * 4
    with transaction.atomic():
        assert Notice.objects.get(pk=notice.pk).state == NoticeState.COMPLETED

"""Two phones, two presses, at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from zhiben.domains.hazards.models import LinkUpload, Notice, NoticeCode
from zhiben.domains.hazards.tests.factories import issued, items, make_site
from zhiben.domains.hazards.tests.phones import code_of, cookie_of, give_code, opened, photograph_all, reply, send
from zhiben.domains.hazards.web.link.door import COOKIE
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.workflow.models import CaseMove

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act: Callable[[], Any], times: int = 4) -> list[int]:
    def once(_: int) -> int:
        try:
            return int(act().status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(once, range(times)))


def same_phone(client: Client) -> Client:
    copy = Client()
    copy.cookies[COOKIE] = cookie_of(client)
    return copy


def test_one_code_opens_one_phone() -> None:
    with transaction.atomic():
        notice = issued(make_site())
        code = code_of(notice)
    assert at_once(lambda: give_code(Client(), notice, code)) == [302, 403, 403, 403]
    assert NoticeCode.objects.get(notice_id=notice.pk).used_at is not None


def test_one_photo_sent_four_times_at_once_is_kept_once_and_one_reply_is_taken() -> None:
    with transaction.atomic():
        notice = issued(make_site())
        client, hazard, upload = opened(notice), items(notice)[0], str(new_id())
    assert at_once(lambda: send(same_phone(client), notice, hazard.pk, upload_id=upload)) == [200] * 4
    assert (StoredFile.objects.filter(source="link").count(), LinkUpload.objects.count()) == (1, 1)
    with transaction.atomic():
        photograph_all(client, notice)
    assert at_once(lambda: reply(same_phone(client), notice)) == [302, 409, 409, 409]
    with transaction.atomic():
        assert Notice.objects.get(pk=notice.pk).state == "REPLIED"
    assert CaseMove.objects.filter(case_id=notice.pk, action="reply").count() == 1

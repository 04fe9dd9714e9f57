"""What every case page does, shown on a hazard."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from zhiben.domains.hazards.models import Hazard
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.ui.cases.addresses import register_case_page
from zhiben.kernel.ui.tests import hazards
from zhiben.kernel.ui.tests.hazards import make_hazard, order
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.kernel.workflow.models import CaseMove

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sample_address(monkeypatch: pytest.MonkeyPatch) -> Any:
    from zhiben.kernel.ui.cases import addresses

    monkeypatch.setattr(addresses, "_namespaces", {})
    register_case_page("hazard", "sample:hazard")
    with override_settings(ROOT_URLCONF=hazards.__name__):
        yield


@pytest.fixture
def officer() -> Grant:
    return make_person("lin")


def photo(colour: str = "red") -> SimpleUploadedFile:
    body = BytesIO()
    Image.new("RGB", (64, 48), colour).save(body, "JPEG")
    return SimpleUploadedFile(f"{colour}.jpg", body.getvalue(), "image/jpeg")


def test_page_shows_facts_verbs_and_history_in_words(officer: Grant) -> None:
    hazard = make_hazard(officer)
    page = client_of(officer).get(f"/sample/{hazard.pk}/").content.decode()
    for words in ("塔式起重机附着装置缺少一道", "2024-07-01", "自由端高度超出说明书规定", "下达整改", "登记", "系统"):
        assert words in page
    assert "备注" not in page
    assert "CONFIRMED" not in page
    assert f"/sample/{hazard.pk}/do/order/" in page


def test_only_permitted_verbs_are_offered_and_answered(officer: Grant) -> None:
    hazard = make_hazard(officer)
    leader = client_of(make_person("leader", Role.LEADER, agency=officer.reach_id))
    page = leader.get(f"/sample/{hazard.pk}/").content.decode()
    assert "/do/order/" not in page
    assert leader.get(f"/sample/{hazard.pk}/do/order/").status_code == 403
    assert client_of(officer).get(f"/sample/{hazard.pk}/do/close/").status_code == 409
    assert client_of(officer).get(f"/sample/{hazard.pk}/do/nonsense/").status_code == 403


def test_case_of_another_division_does_not_exist(officer: Grant) -> None:
    hazard = make_hazard(officer)
    stranger = client_of(make_person("other", path="35.3501.350103."))
    assert stranger.get(f"/sample/{hazard.pk}/").status_code == 404
    assert stranger.post(f"/sample/{hazard.pk}/do/order/").status_code == 404


def test_form_comes_prefilled_and_a_refusal_keeps_what_was_typed(officer: Grant) -> None:
    hazard = make_hazard(officer)
    client = client_of(officer)
    address = f"/sample/{hazard.pk}/do/order/"
    assert 'value="吴立"' in client.get(address).content.decode()
    typed = {"deadline_on": "七月", "responsible_person": "赵工", "measure": "加固"}
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-deadline_on"' in page
    assert 'value="赵工"' in page
    assert "加固</textarea>" in page
    early = client.post(address, {**typed, "deadline_on": "2024-06-01"}).content.decode()
    assert "整改期限不能早于发现日期 2024-07-01" in early
    assert Hazard.objects.get(pk=hazard.pk).state == "CONFIRMED"


def test_verb_is_done_and_stands_in_the_history(officer: Grant) -> None:
    hazard = make_hazard(officer)
    client = client_of(officer)
    day = today() + timedelta(days=5)
    typed = {"deadline_on": day.isoformat(), "responsible_person": "赵工", "measure": "增加一道附着"}
    answer = client.post(f"/sample/{hazard.pk}/do/order/", typed, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/sample/{hazard.pk}/", 302)]
    for words in ("已办理「下达整改」", "增加一道附着", "整改责任人", "青峦县住房和城乡建设局 监督员", f"期限 {day}"):
        assert words in page


def test_photos_survive_a_refusal_and_end_in_the_history(officer: Grant) -> None:
    project_id = new_id()
    site = make_person("wu", Role.SITE_MANAGER, agency=project_id, reach=ReachKind.PROJECT)
    hazard = make_hazard(officer, party=project_id)
    order(hazard, officer, today() + timedelta(days=5))
    client = client_of(site)
    address = f"/sample/{hazard.pk}/do/submit/"
    refused = client.post(address, {"result": "", "after_photos_new": [photo(), photo("blue")]})
    assert refused.status_code == 422
    kept = [str(pk) for pk in StoredFile.objects.values_list("pk", flat=True)]
    assert len(kept) == 2
    assert all(f'value="{pk}" checked' in refused.content.decode() for pk in kept)
    done = client.post(address, {"result": "已增加附着", "after_photos": kept}, follow=True).content.decode()
    assert "待复查" in done
    assert all(f"/files/{pk}/thumb" in done for pk in kept)
    assert CaseMove.objects.get(case_id=hazard.pk, action="submit").inputs["after_photos"] == kept


def test_wrong_file_is_refused_by_name(officer: Grant) -> None:
    project_id = new_id()
    site = make_person("wu", Role.SITE_MANAGER, agency=project_id, reach=ReachKind.PROJECT)
    hazard = make_hazard(officer, party=project_id)
    order(hazard, officer, today() + timedelta(days=5))
    fake = SimpleUploadedFile("整改后.jpg", b"MZ not a picture", "image/jpeg")
    page = client_of(site).post(f"/sample/{hazard.pk}/do/submit/", {"result": "好了", "after_photos_new": fake})
    assert page.status_code == 422
    assert "整改后.jpg：" in page.content.decode()
    assert not StoredFile.objects.exists()


def test_agency_may_enter_a_partys_step_and_must_say_for_whom(officer: Grant) -> None:
    hazard = make_hazard(officer)
    order(hazard, officer, today() + timedelta(days=5))
    client = client_of(officer)
    address = f"/sample/{hazard.pk}/do/submit/"
    form = client.get(address).content.decode()
    assert "代谁办理" in form
    typed = {"result": "已增加附着", "after_photos_new": [photo()]}
    assert 'href="#f-on_behalf_of"' in client.post(address, typed).content.decode()
    typed = {"result": "已增加附着", "after_photos_new": [photo("green")], "on_behalf_of": "滨江项目部"}
    assert "代滨江项目部录入" in client.post(address, typed, follow=True).content.decode()


def test_case_page_costs_the_same_with_a_long_history(officer: Grant, django_assert_max_num_queries: Any) -> None:
    hazard = make_hazard(officer)
    client = client_of(officer)
    order(hazard, officer, today() + timedelta(days=5))
    with django_assert_max_num_queries(32) as seen:
        client.get(f"/sample/{hazard.pk}/")
    before = len(seen.captured_queries)
    for seq in range(10, 30):
        CaseMove.objects.create(
            flow="hazard", case_id=hazard.pk, seq=seq, action="order", target="RECTIFYING", actor_name="甲",
            role="inspector", at=hazard.opened_at, inputs={"measure": "再次"},
        )  # fmt: skip
    with django_assert_max_num_queries(before):
        client.get(f"/sample/{hazard.pk}/")

"""A holder opens the own certificates by a code on the phone: nobody else's, not for guessing, and not for ever."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import typst
import zxingcpp
from django.test import Client
from PIL import Image

from zhiben.domains.certificates.jobs import send_holder_code
from zhiben.domains.certificates.models import CarryingDay, HolderCode
from zhiben.domains.certificates.public import decide
from zhiben.domains.certificates.services.holding import give_code, open_cards, phone_of, sweep_codes
from zhiben.domains.certificates.tests.factories import certifier, manager_b
from zhiben.domains.certificates.tests.proof_scene import proved
from zhiben.domains.certificates.web.cards import phone
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import NotPermitted, NotVisible, Refusal
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.notifications.terms import ChannelKind
from zhiben.kernel.notifications.tests.people import channel
from zhiben.kernel.notifications.tests.sinks import HttpSink
from zhiben.kernel.papers import tries
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.equipment.tests.conftest import crane
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.tests.conftest import PHONE, Region

GIVEN = {"name": "陈大山", "phone": PHONE}


def gateway(sink: HttpSink) -> None:
    channel(
        ChannelKind.SMS, url=sink.url, method="POST", body_kind="json", body='{"mobile": "{phone}", "content": "{text}"}',
        headers="", success_path="", success_value="", receipt_path="", knows_id=False,
        templates={"holder_codes": {"text": "【治本】{body}", "code": ""}},
    )  # fmt: skip


def sent_code(client: Client) -> str:
    """The whole way of a short message: asked for on the page, sent by the job, read off the gateway."""
    with HttpSink() as sink:
        gateway(sink)
        assert "验证码已经发出" in client.post("/my/code", GIVEN).content.decode()
        send_holder_code(code_id=str(HolderCode.objects.get().pk))
    (heard,) = sink.heard
    assert heard.content["mobile"] == PHONE
    found = re.search(r"\d{6}", heard.content["content"])
    assert found
    return found[0]


@pytest.fixture(autouse=True)
def _gateway_is_inside(settings: object) -> None:
    settings.INTERNAL_TARGETS = ["127.0.0.0/8"]  # type: ignore[attr-defined]


def test_name_phone_and_the_code_sent_to_it_show_the_own_certificates_with_their_proof(
    client: Client, region: Region, firm: Enterprise, manager: Person
) -> None:
    held = manager_b(region, manager.pk, firm.pk)
    code = sent_code(client)
    row = HolderCode.objects.get()
    assert (row.code_cipher, row.sent_at is not None) == (None, True)
    assert client.get("/my/").headers.get("X-Cards") is None
    assert held.number not in client.get("/my/").content.decode()

    assert client.post("/my/enter", {**GIVEN, "code": code}).status_code == 302
    answer = client.get("/my/")
    page = answer.content.decode()
    assert held.number in page
    assert ("<svg" in page, "chip-green" in page, "截至" in page) == (True, True, True)
    assert (answer.headers["X-Cards"], "style=" in page) == ("1", False)
    assert client.get("/my/", headers={"X-Keeping": "1"}).status_code == 200
    assert CarryingDay.objects.get().times == 1  # the phone's look for later is no showing
    assert client.get("/my/worker.js").headers["Content-Type"].startswith("text/javascript")

    decide(actor=certifier(region), certificate_id=held.pk, action="suspend", reason="发生事故", at=now(),
           since=today(), until=today() + timedelta(days=29))  # fmt: skip
    page = client.get("/my/").content.decode()
    assert "chip-red" in page
    assert "暂扣，不能凭这张证照上岗" in page

    answer = client.post("/my/leave")
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    assert held.number not in client.get("/my/").content.decode()


def test_who_is_not_registered_is_told_the_same(client: Client, manager: Person) -> None:
    answers = [
        client.post("/my/code", given).content.decode().replace(given["name"], "").replace(given["phone"], "")
        for given in (GIVEN, {"name": "张三", "phone": "13911112222"}, {"name": "张三", "phone": PHONE})
    ]
    strip = [re.sub(r'csrfmiddlewaretoken" value="\w+"|name=[^&"]*', "", page) for page in answers]
    assert strip[0] == strip[1] == strip[2]
    assert HolderCode.objects.count() == 1
    assert client.post("/my/code", {**GIVEN, "phone": "123"}).status_code == 422


def test_so_many_codes_an_hour_and_wrong_ones_end(client: Client, manager: Person) -> None:
    for _ in range(7):
        client.post("/my/code", GIVEN)
    assert HolderCode.objects.count() == 5
    wrong = [client.post("/my/enter", {**GIVEN, "code": f"00000{n}"}).status_code for n in range(6)]
    assert wrong == [403] * 5 + [429]
    assert HolderCode.objects.filter(used_at__isnull=False).count() == 0


def test_guessing_stops_however_it_is_spelt_and_hurts_nobody_else(
    client: Client, region: Region, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code that is bound to no number is not guessed faster by naming ever new numbers, nor a name by its spellings."""
    code = give_code(actor=region.actor(region.gulou), person_id=manager.pk, at=now())
    wrong = "00000000" if code != "00000000" else "11111111"

    def enter(name: str, number: str, given: str, address: str = "10.0.0.1") -> int:
        said = {"name": name, "phone": number, "code": given}
        return client.post("/my/enter", said, REMOTE_ADDR=address).status_code

    names = ["陈大山", "陈 大山", " 陈大山", "陈大 山", "陈　大山", "陈大山\u200b", "陈大山"]
    answers = [enter(name, f"1380000{n:04}", wrong) for n, name in enumerate(names)]
    assert answers == [403] * 5 + [429] * 2
    assert enter("陈大山", "", code) == 429
    assert [enter("陈大山", number, "000000") for number in (PHONE, "+86 13800001234", "138-0000-1234")] == [403] * 3
    # One address going through the names of a whole firm is stopped too; others are not.
    monkeypatch.setattr(tries, "MOST_WRONG_AT_A_DOOR", 6)
    found = [enter(f"林水{n}", "", wrong, "10.0.0.9") for n in range(8)]
    assert found == [403] * 6 + [429] * 2
    assert enter("陈大山", "", code, "10.0.0.2") == 302
    assert client.get("/my/").headers["X-Cards"] == "1"
    for path in ("..%2f..%2fkeys", "../../keys", f"{new_id()}", "%00", "x" * 300):
        assert client.get(f"/my/cards/{path}/paper").status_code == 404, path


def test_nobody_makes_the_platform_send_short_messages_without_end(
    client: Client, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone, "MOST_ASKED", 4)
    told = [client.post("/my/code", {"name": f"张{n}", "phone": "13911112222"}).status_code for n in range(6)]
    assert told == [200] * 4 + [429] * 2
    assert client.post("/my/code", GIVEN, REMOTE_ADDR="10.0.0.2").status_code == 200
    assert HolderCode.objects.count() == 1


def test_a_code_given_face_to_face_opens_once_for_that_name_only(
    region: Region, firm: Enterprise, manager: Person
) -> None:
    at, inspector = now(), region.actor(region.gulou)
    manager.employer = firm
    manager.save()
    twin = register_person(actor=inspector, name="陈大水", phone="13800004321", at=at)
    admin = Actor(
        user_id=new_id(), name="王管理", role=Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, reach_id=firm.pk
    )
    first = give_code(actor=inspector, person_id=manager.pk, at=at)
    code = give_code(actor=admin, person_id=manager.pk, at=at)
    with pytest.raises(NotVisible):
        give_code(actor=admin, person_id=twin.pk, at=at)
    for name, number, given, when in (
        ("陈大水", "", code, at), ("陈大山", "", first, at), ("陈大山", "", code, at + timedelta(hours=25)),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            open_cards(name=name, phone=number, code=given, at=when)
        assert refused.value.status == 403
    secret = open_cards(name="陈大山", phone="", code=code, at=at)
    assert phone_of(secret=secret, at=at).person == manager
    with pytest.raises(Refusal):
        open_cards(name="陈大山", phone="", code=code, at=at)
    with pytest.raises(NotPermitted):
        phone_of(secret=secret, at=at + timedelta(days=31))
    assert Act.objects.filter(verb="holder.code").count() == 2
    assert sweep_codes(at=at + timedelta(days=3)) == 1  # the first, which the second ended


def test_a_firm_shows_its_own_and_a_machine_carries_a_plate_that_foreign_readers_read(
    region: Region, firm: Enterprise, tmp_path: Path
) -> None:
    machine, project = crane(), region.project(region.gulou)
    (proof,) = proved(
        kind="crane_registration", class_code="", class_name="", title="塔机 使用登记证", where_name=project.name, equipment=machine,
        enterprise=firm, project=project,
    )  # fmt: skip
    (person,) = proved(kind="safety_manager", employer=firm, holder_name="钱七")
    (others,) = proved(kind="enterprise_license", enterprise_id=None, holder_name="别人的公司")
    grant = make_person("boss", Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, agency=firm.pk)
    client = client_of(grant)

    number = proof.certificate.number
    page = client.get("/cards/").content.decode()
    assert (number in page, "<svg" in page, "chip-green" in page) == (True, True, True)
    assert ("别人的公司" in page, "style=" in page) == (False, False)
    named = client.get("/cards/", {"q": "钱七"}).content.decode()
    assert ("钱七" in named, "使用登记" in page, "使用登记" in named) == (True, True, False)
    assert client.get("/cards/", {"q": "\0' or 1=1"}).status_code == 200
    assert CarryingDay.objects.get(way="account").times == 3

    plate = client.get(f"/cards/{proof.certificate_id}/plate/").content.decode()
    for word in (number, str(machine), project.name, firm.name, "榕树省住房和城乡建设厅", "使用单位"):
        assert word in plate, word
    drawn = re.search(r'zb-plate-code">(<svg.*?</svg>)', plate, re.DOTALL)
    assert drawn
    assert [one.text for one in zxingcpp.read_barcodes(painted(drawn[1], tmp_path))] == [proof.code]
    assert client.get(f"/certificates/{proof.certificate_id}/certificate.pdf").status_code == 200
    assert client.get(f"/cards/{person.certificate_id}/plate/").status_code == 404
    assert client.get(f"/cards/{others.certificate_id}/plate/").status_code == 404
    assert Client().get(f"/cards/{proof.certificate_id}/plate/").status_code == 302


def painted(svg: str, folder: Path) -> Image.Image:
    """As a screen or a printer draws it."""
    (folder / "code.svg").write_text(svg)
    (folder / "page.typ").write_text('#set page(width: 60mm, height: 60mm, margin: 4mm)\n#image("code.svg")')
    made = typst.Compiler(root=str(folder)).compile(input=str(folder / "page.typ"), format="png", ppi=200)
    assert isinstance(made, bytes)
    return Image.open(BytesIO(made)).convert("L")

"""On the sites: certificates looked at by officers, reports of informants, and a ledger that did not read well."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from zhiben.domains.certificates.models import Certificate, Proof
from zhiben.domains.certificates.services.checking import DocumentLook, Where, record_check
from zhiben.domains.certificates.terms import NoFaceReason, ProofStatus
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.importing import check_import, receive_file, run_import, start_import
from zhiben.kernel.papers.spreadsheet import Sheet, workbook
from zhiben.registry.projects.models import Informant, InformantReport, Project, ProjectPost
from zhiben.registry.projects.services.informants import report_as_informant
from zhiben.world.copying import copy_rows
from zhiben.world.desks import Desks
from zhiben.world.drawing import Chance
from zhiben.world.names import id_number
from zhiben.world.registers import Registers

HEADERS: Final = (
    "证照种类", "类别", "证书编号", "电子证照标识", "持证主体", "身份证号", "受聘单位", "发证机关", "发证日期", "有效期起",
    "有效期止", "状态",
)  # fmt: skip
OFFICE: Final = "江苏省住房和城乡建设厅（演示）"
FILE: Final = "武进区特种作业人员证书台账（转来）.xlsx"
# Numbers of people nobody else of the world has.
STRANGERS: Final = 800_000


def tell_visits(registers: Registers, chance: Chance, desks: Desks) -> None:
    _checks(registers, desks)
    _reports(chance, desks)
    _ledger(registers, desks)


def _checks(registers: Registers, desks: Desks) -> None:
    """Codes scanned on four sites: good ones, one that has run out, a forged one, one on paper, another's certificate.

    No service for faces is connected: whose certificate it is was seen from the document.
    """
    sites = [site.id for site in registers.sites if site.ended_on is None]
    held = ProjectPost.objects.filter(post="safety_officer", valid_to=None)
    proofs = Proof.objects.filter(status=ProofStatus.GOOD).select_related("certificate__person")
    managers = proofs.filter(certificate__kind="safety_manager", certificate__valid_to__gt=day_of(desks.at))
    mine = {
        proof.certificate.person_id: proof
        for proof in managers.filter(certificate__class_code="C2").order_by("certificate__number")
    }
    here = [
        (post.project_id, mine[post.person_id])
        for post in held.filter(project__in=sites).order_by("project_id", "id")
        if post.person_id in mine
    ][:4]
    look, officer, other = _look, desks["jiandu"], desks["zhifa"]
    (one, a), (two, b), (three, c), (four, d) = here
    look(officer, desks.on(18, 9, 40), one, a.code, _number(a))
    look(officer, desks.on(18, 10, 5), one, _changed(a.code), "", note="二维码贴在安全帽上，内容对不上")
    look(officer, desks.on(11, 14, 20), two, b.code, _number(b), face=NoFaceReason.DECLINED)
    over = proofs.filter(certificate__valid_to__lt=day_of(desks.on(12)), certificate__kind="special_worker")
    late = over.order_by("certificate__number").first()
    assert late is not None  # noqa: S101 - every fiftieth is over
    look(officer, desks.on(11, 14, 45), two, late.code, _number(late), note="已要求停止作业、换人")
    look(other, desks.on(6, 9, 15), three, c.code, id_number(STRANGERS), likeness=False, note="持他人证书，已移交处理")
    paper = Certificate.objects.filter(
        kind="special_worker", electronic=False, closed_at=None, valid_to__gt=desks.at.date()
    )
    look(other, desks.on(6, 9, 50), three, paper.order_by("number").first().number, "", note="纸质证，只查编号")  # type: ignore[union-attr]
    crane = proofs.filter(certificate__kind="crane_registration").order_by("certificate__number").first()
    assert crane is not None  # noqa: S101 - most registrations are electronic
    look(officer, desks.on(3, 15), crane.certificate.project_id, crane.code, "")
    look(officer, desks.on(2, 10, 30), four, d.code, _number(d))


def _look(
    officer: Actor, at: Any, project: Any, text: str, number: str, *, likeness: bool = True, note: str = "",
    face: NoFaceReason = NoFaceReason.NOT_CONNECTED,
) -> None:  # fmt: skip
    document = DocumentLook(id_number=number, likeness=likeness) if number else None
    record_check(
        actor=officer, at=at, where=Where(project_id=project), text=text, document=document, note=note,
        no_face=face if document else "",
    )  # fmt: skip


def _number(proof: Proof) -> str:
    person = proof.certificate.person
    return open_sealed(bytes((person and person.id_number_cipher) or b""))


def _changed(code: str) -> str:
    """One sign of the signature is another."""
    middle = len(code) // 2
    return code[:middle] + ("A" if code[middle] != "A" else "B") + code[middle + 1 :]


def _reports(chance: Chance, desks: Desks) -> None:
    """Whoever has reported that all is well; one danger in time, one accident told too late."""
    rows = list(Informant.objects.filter(valid_to=None, project__isnull=False).order_by("subject_name", "id"))
    told = Project.objects.in_bulk([row.project_id for row in rows if row.project_id])
    copy_rows(InformantReport, [
        {
            "id": chance.id(row.reported_at), "informant": row.pk, "kind": "safe", "happened_at": None, "what": "",
            "late": False, "reported_by": "安全员", "at": row.reported_at,
        }
        for row in rows if row.reported_at
    ])  # fmt: skip
    for days, row, kind, minutes, what in (
        (8, rows[2], "danger", 25, "基坑东侧坡顶出现裂缝，已撤出坑底人员并通知监测单位"),
        (5, rows[6], "accident", 190, "一名工人在二层作业面滑倒，脚踝扭伤，已送医"),
    ):
        site = told[row.project_id]
        actor = Actor(name="现场安全员", role=Role.SAFETY_OFFICER, reach=ReachKind.PROJECT, reach_id=site.pk,
                      reach_name=site.name)  # fmt: skip
        at = desks.on(days, 13, 30)
        report_as_informant(actor=actor, informant_id=row.pk, kind=kind, at=at, what=what,
                            happened_at=at - timedelta(minutes=minutes))  # fmt: skip


def _ledger(registers: Registers, desks: Desks) -> None:
    """A ledger somebody sent: all of it is kept, and beside each certificate stands what is odd about it."""
    day = day_of(desks.on(400))
    firm = registers.enterprises["labour"][0][1]
    known = Certificate.objects.filter(state="valid").order_by("number")
    held = known.filter(kind="special_worker", class_code="01").exclude(person=None).select_related("person")[2]
    licence = known.filter(kind="enterprise_license")[1]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        with workbook(path) as book:
            sheet = Sheet(book, "台账")
            for number, line in enumerate((HEADERS, *_lines(held, licence.number, firm, day))):
                for column, cell in enumerate(line):
                    sheet.write(number, column, cell)
        actor, at = desks["neiqin"], desks.on(9, 11)
        batch = receive_file(actor=actor, path=path, name=FILE, at=at, kind="certificates")
        check_import(actor=actor, batch_id=batch.pk, at=at, foresee=False)
        start_import(actor=actor, batch_id=batch.pk, at=at)
        run_import(batch_id=batch.pk, at=desks.on(9, 11, 2))


def _lines(held: Certificate, taken: str, firm: str, day: date) -> list[tuple[Any, ...]]:
    """Nothing odd; known by name only; another's number; overlapping; an unknown issuer; wrong check; unknown trade."""
    until = day + timedelta(days=729)
    kind, sure, numbered = "特种作业操作资格证", "有效", [id_number(STRANGERS + n) for n in range(1, 5)]
    own = open_sealed(bytes(held.person.id_number_cipher or b"")) if held.person else ""

    def line(number: str, holder: str, id_no: str, *, office: str = OFFICE, trade: str = "01", mark: str = "") -> Any:
        return (kind, trade, number, mark, holder, id_no, firm, office, day, day, until, sure)

    return [
        line(f"苏D01{day.year}900001", "童得全", numbered[0]),
        line(f"苏D01{day.year}900002", "卜有证", ""),
        ("安全生产许可证", "", taken, "", "常州号重复建筑有限公司", "", "", OFFICE, day, day, until, sure),
        line(f"苏D01{day.year}900004", held.holder_name, own),
        line(f"苏D01{day.year}900005", "柴无主", numbered[1], office="江南特种作业考核中心"),
        line(f"苏D01{day.year}900006", "毕验码", numbered[2], mark="1.2.156.3005.2.11100000MB0001.GD01.000000900006.001.5"),
        line(f"苏D01{day.year}900007", "庄杂工", numbered[3], trade="打桩工"),
    ]  # fmt: skip

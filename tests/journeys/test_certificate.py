"""A certificate's way: issued, printed, scanned on a site without a network, suspended, red, given back, green."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import typst
import zxingcpp
from django.test import Client
from PIL import Image

from tools.verify_certificate import check
from zhiben.domains.certificates import documents
from zhiben.domains.certificates.proofs import lists
from zhiben.domains.certificates.public import decide, genuine_host
from zhiben.domains.certificates.tests.conftest import firm, region
from zhiben.domains.certificates.tests.factories import certifier, licence
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.papers.pdf import PACKAGE, font_folders
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.projects.tests.conftest import Region

__all__ = ["firm", "region"]
pytestmark = pytest.mark.django_db
RED_WITHIN = 60  # seconds


class Phone:
    """Has visited the page once; afterwards without a network until it is told otherwise."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = Client().get("/verify/keys").json()
        self.refresh()

    def refresh(self) -> None:
        self.jws = Client().get("/verify/status/1").content.decode()

    def scan(self, code: str) -> str:
        return check(self.keys, self.jws, code)[0]


def asked(code: str) -> str:
    said = Client().post("/verify/check", {"code": code}, content_type="application/json").json()
    return f"{said['accepted']} {said['title']}"


def carried(case: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code as somebody else's reader finds it on the printed certificate."""
    written: dict[str, Any] = {}
    monkeypatch.setattr(documents, "pdf", lambda template, data: written.update(data) or b"")
    documents.certificate_pdf(case, today())
    assert f"{genuine_host()}/verify/" in written["said"]  # whoever reads the paper learns where to check it
    compiler = typst.Compiler(root=str(PACKAGE), font_paths=font_folders(), sys_inputs={"data": json.dumps(written)})
    made = compiler.compile(input=str(PACKAGE / documents.TEMPLATE), format="png", ppi=200)
    assert isinstance(made, bytes)
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(made)).convert("L"))
    return str(found.text)


def test_issue_carry_scan_suspend_scan_give_back(
    region: Region, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists.forget_lists()
    case = licence(region, firm.pk)
    code, phone = carried(case, monkeypatch), Phone()
    assert (phone.scan(code), asked(code)) == ("有效", "True 有效")

    suspended: dict[str, Any] = {"reason": "发生一般事故", "since": today(), "until": today() + timedelta(days=29)}
    decide(actor=certifier(region), certificate_id=case.pk, action="suspend", at=now(), **suspended)
    assert asked(code) == "False 暂扣"
    assert phone.scan(code) == "有效"  # what it knew at its last visit; the page says how old that is
    # The longest a list may be kept on its way, and here, is less than a minute together.
    kept = int(Client().get("/verify/status/1")["Cache-Control"].partition("max-age=")[2])
    assert kept + lists.KEPT < RED_WITHIN
    lists.forget_lists()
    phone.refresh()
    assert phone.scan(code) == "暂扣"

    later = now() + timedelta(days=40)
    decide(actor=certifier(region), certificate_id=case.pk, action="return", reason="已整改", at=later)
    lists.forget_lists()
    phone.refresh()
    assert (phone.scan(code), asked(code)) == ("有效", "True 有效")

"""Where carrying, checking and faces stand in the menus and on other pages."""

from zhiben.domains.certificates.models import CertificateCheck
from zhiben.domains.certificates.policies import READERS, REGULATORS, SITE
from zhiben.domains.certificates.services.holding import TOPIC
from zhiben.domains.certificates.web.checks.panel import register_panels
from zhiben.domains.certificates.web.faces.lists import READERS as FACE_READERS
from zhiben.kernel.notifications.topics import declare_group
from zhiben.kernel.ui.navigation import nav
from zhiben.registry.projects.public import VisitSource, register_visits

SECTION = "监管对象"


def register_onsite() -> None:
    nav("隐患治理", "扫码验真", "checks:new", REGULATORS, 6, icon="qrcode")
    nav(SECTION, "验真记录", "checks:list", READERS, 70, icon="shield-check")
    nav(SECTION, "亮证", "cards:cards", SITE, 65, icon="certificate", phone=25)
    nav("基础数据", "人脸特征清册", "faces:list", FACE_READERS, 80, icon="user-circle")
    declare_group("holder_codes", "持证人亮证验证码", (TOPIC,), text_message=True, order=60)
    register_panels()
    rows = CertificateCheck.objects.all
    register_visits("checks", VisitSource(rows=rows, user="officer_id", project="project_id", day="day"))

"""Where certificates stand in the menu and on the pages of others."""

from typing import Final

from zhiben.domains.certificates.policies import READERS, REGULATORS
from zhiben.domains.certificates.web.drill_down import register_drill_down
from zhiben.domains.certificates.web.issuing import offer
from zhiben.domains.certificates.web.panels import of_enterprise, of_equipment, of_person, of_project
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.panels import Panel, register_panel, register_verbs

PANEL: Final = "certificates/panel.html"
SUBJECTS: Final = (
    ("enterprise", of_enterprise), ("person", of_person), ("equipment", of_equipment), ("project", of_project),
)  # fmt: skip


def register_places() -> None:
    nav("监管对象", "证照台账", "certificates:list", READERS, 50, icon="certificate")
    nav("监管对象", "证照到期预警", "certificates:expiring", READERS, 51, icon="clock")
    nav("监管对象", "电子证照换发", "certificates:renewals", REGULATORS, 52, icon="refresh")
    nav("监管对象", "监督人员持证", "certificates:officers", REGULATORS, 53, icon="users")
    for subject, load in SUBJECTS:
        register_panel(subject, Panel(key="certificates", heading="证照", template=PANEL, load=load, order=30))
    register_drill_down()
    register_verbs("certificate", "certificates.offer", offer)

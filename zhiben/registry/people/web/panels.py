"""What the page of a person shows of employers, and of certificates that ledgers state."""

from datetime import datetime
from typing import Any, Final

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.panels import Panel, register_panel
from zhiben.registry.people.models import Employment, Person, StatedCertificate

MOST: Final = 20


def employers_of(actor: Actor, person: Person, at: datetime) -> dict[str, Any]:
    """Whom somebody works and worked for, the latest first."""
    rows = Employment.objects.filter(person=person).select_related("enterprise")
    return {"rows": list(rows.order_by("-valid_from", "-id")[:MOST])}


def stated_of(actor: Actor, person: Person, at: datetime) -> dict[str, Any]:
    """Certificates that ledgers state and no certificate of the register stands for yet."""
    rows = StatedCertificate.objects.filter(person=person, linked=False)
    return {"rows": list(rows.order_by("kind", "number_key")[:MOST])}


def register_working_panels() -> None:
    register_panel(
        "person",
        Panel(
            key="employers", heading="受聘经历", template="people/panel_employers.html", load=employers_of, order=24,
            there=lambda actor, person: [Employment.objects.filter(person=person)],
        ),
    )  # fmt: skip
    register_panel(
        "person",
        Panel(
            key="stated", heading="台账所载证书", template="people/panel_stated.html", load=stated_of, order=45,
            there=lambda actor, person: [StatedCertificate.objects.filter(person=person, linked=False)],
        ),
    )  # fmt: skip

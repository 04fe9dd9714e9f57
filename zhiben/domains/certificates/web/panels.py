"""What certificates show on the pages of enterprises, people, machines and projects."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import quote

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.queries import CertificateView, views_of
from zhiben.domains.certificates.terms import GOOD, Standing
from zhiben.domains.certificates.web.tones import TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of

MOST: Final = 12


@dataclass(frozen=True)
class Line:
    """One certificate in a panel. ``holder`` where the page is not the holder's own."""

    url: str
    title: str
    standing: Standing
    tone: str
    number: str
    until: date | None
    holder: str
    doubtful: bool
    anomalies: tuple[str, ...]


def of_enterprise(actor: Actor, row: Any, at: datetime) -> dict[str, Any]:
    """Its own licence first, then its people's."""
    seen = Certificate.objects.visible_to(actor)
    own = list(seen.filter(enterprise=row.pk).order_by("kind", "-valid_to", "id")[:MOST])
    people = seen.filter(employer=row.pk, closed_at=None)
    total = people.count()
    rest = list(people.order_by("valid_to", "id")[: max(MOST - len(own), 0)])
    return _shown([*own, *rest], at, all_of=row.name, total=total + len(own))


def of_person(actor: Actor, row: Any, at: datetime) -> dict[str, Any]:
    found = list(
        Certificate.objects.visible_to(actor).filter(person=row.pk).order_by("closed_at", "-valid_to", "id")[:MOST]
    )
    return _shown(found, at, holder=False)


def of_equipment(actor: Actor, row: Any, at: datetime) -> dict[str, Any]:
    seen = Certificate.objects.visible_to(actor)
    return _shown(
        list(seen.filter(equipment=row.pk).order_by("closed_at", "-issued_on", "id")[:MOST]), at, holder=False
    )


def of_project(actor: Actor, row: Any, at: datetime) -> dict[str, Any]:
    """What was issued for this very site; its people's stand on their own pages."""
    seen = Certificate.objects.visible_to(actor).filter(project=row.pk)
    return _shown(list(seen.order_by("closed_at", "-issued_on", "id")[:MOST]), at, total=seen.count())


def _shown(
    rows: list[Certificate], at: datetime, *, holder: bool = True, all_of: str = "", total: int = 0
) -> dict[str, Any]:
    lines = [_line(view, holder) for view in views_of(rows, day_of(at))]
    lines.sort(key=lambda line: line.standing in GOOD)
    link = f"/certificates/?q={quote(all_of)}"
    return {"rows": lines, "more": bool(all_of) and total > len(lines), "total": total, "all": link}


def _line(view: CertificateView, holder: bool) -> Line:
    return Line(
        url=view.url, title=view.title, standing=view.standing, tone=TONES[view.standing], number=view.number,
        until=view.valid_to, holder=view.holder_name if holder else "", doubtful=view.doubtful, anomalies=view.anomalies,
    )  # fmt: skip

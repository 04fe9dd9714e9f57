"""Reading divisions, agencies and officers."""

from collections.abc import Iterable
from datetime import date
from itertools import takewhile
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Length

from zhiben.kernel.access.actors import DIVISION_COLUMNS, Actor
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.errors import NotVisible, WrongState
from zhiben.kernel.base.text import name_key
from zhiben.registry.agencies.models import Agency, Division, Grid, Officer
from zhiben.registry.agencies.terms import AgencyKind, DeptCategory, Level

SUFFIXES: Final = ("特别行政区", "自治区", "自治州", "自治县", "地区", "林区", "省", "市", "县", "区", "盟", "旗")


def division(code: str) -> Division:
    """The division of a code, also one that no longer exists. 404 when there never was one."""
    found = Division.objects.filter(code=code).first()
    if found is None:
        raise NotVisible("没有这个区划代码")
    return found


def in_division(code: str) -> dict[str, str]:
    """The condition on the level columns of rows standing in a province, city, county or zone. 404 for no such code."""
    column = DIVISION_COLUMNS.get(division(code).level)
    return {column: code} if column else {}


def division_by_name(text: str, within: str = "") -> Division | None:
    """The one division meant by ``text`` at or below path ``within``; None when none or several could be meant."""
    return divisions_by_name([text], within)[text]


def divisions_by_name(texts: Iterable[str], within: str = "") -> dict[str, Division | None]:
    """The same for many texts: one query. Understands ``鼓楼区``, ``鼓楼``, ``福州鼓楼区`` and ``福建省福州市鼓楼区``.

    A name that is still in use comes before one that is not.
    """
    known = _Names(Division.objects.within(within).select_related("parent__parent__parent"))
    return {text: known.find(text) for text in set(texts)}


def path_within(code: str) -> str:
    """The path of a code; 404 when there is no such division."""
    return division(code).path


def divisions_named_in(texts: Iterable[str], within: str = "") -> dict[str, Division | None]:
    """What a ledger means by the names of places: within a path, else where there are agencies at all, else anywhere.

    A bureau of one city writes 鼓楼区 and means its own, though the country has several.
    """
    found = divisions_by_name(texts, within)
    ends = Agency.objects.exclude(path="").aggregate(first=Min("path"), last=Max("path"))
    steps = zip((ends["first"] or "").split("."), (ends["last"] or "").split("."), strict=False)
    home = "".join(f"{step}." for step, other in takewhile(lambda both: both[0] == both[1], steps) if step)
    unclear = [text for text, meant in found.items() if meant is None]
    if unclear and home.startswith(within) and home != within:
        found |= divisions_by_name(unclear, home)
    return found


def current_division(code: str, on: date) -> Division:
    """The division that stands in for a code on a day: itself, or what it was merged into or renamed to."""
    found = division(code)
    while found.valid_to is not None and found.valid_to <= on and found.successor is not None:
        found = found.successor
    return found


def children_of(code: str, on: date) -> QuerySet[Division]:
    """Divisions straight below one that exist on a day, by code."""
    return Division.objects.filter(parent_id=code).on(on).order_by("code")


def divisions_within(path: str, on: date) -> QuerySet[Division]:
    """The division at a path and everything below it that exists on a day, in the order of paths."""
    return Division.objects.within(path).on(on).order_by("path")


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Full names by code, also of divisions that no longer exist: one query."""
    return dict(Division.objects.filter(code__in=set(codes)).values_list("code", "full_name"))


def agency(agency_id: UUID) -> Agency:
    """404 when there is none."""
    found = Agency.objects.filter(pk=agency_id).select_related("division", "parent").first()
    if found is None:
        raise NotVisible("没有找到这个机构")
    return found


def agency_for(
    division_code: str, *, kind: AgencyKind | None = None, category: DeptCategory = DeptCategory.HOUSING,
    on: date | None = None,
) -> Agency | None:  # fmt: skip
    """The agency responsible for a place: of the nearest division that has one, a station before an authority."""
    return agencies_for([division_code], kind=kind, category=category, on=on)[division_code]


def agencies_for(
    division_codes: Iterable[str], *, kind: AgencyKind | None = None, category: DeptCategory = DeptCategory.HOUSING,
    on: date | None = None,
) -> dict[str, Agency | None]:  # fmt: skip
    """The same for many places: two queries, whatever their number."""
    codes = set(division_codes)
    paths = dict(Division.objects.filter(code__in=codes).values_list("code", "path"))
    above = {code: _above(path) for code, path in paths.items()}
    rows = Agency.objects.on(on or today()).filter(
        path__in={p for ps in above.values() for p in ps}, dept_category=category
    )
    if kind:
        rows = rows.filter(kind=kind)
    best: dict[str, Agency] = {}
    for row in sorted(rows, key=lambda a: (a.kind != AgencyKind.STATION, a.id)):
        best.setdefault(row.path, row)
    return {code: next((best[p] for p in above.get(code, []) if p in best), None) for code in codes}


def standing_at(division_code: str, otherwise: UUID | None, *, on: date | None = None) -> dict[str, Any]:
    """The columns of a case about something that stands in a division: who is responsible, and where it stands.

    ``otherwise``: the agency that answers where no division is known. Raises WrongState when there is none either.
    """
    where = Division.objects.filter(code=division_code).first() if division_code else None
    office = agency_for(division_code, on=on) if where else None
    if office is None and otherwise is not None:
        office = Agency.objects.filter(pk=otherwise).select_related("division").first()
    if office is None:
        raise WrongState("还不知道由哪个机关负责，请先补登记所在地")
    stands = where or office.division
    return {
        "agency_id": office.pk, "scope": office.path, "place": stands.path, "province": stands.province,
        "city": stands.city, "county": stands.county, "where_name": stands.full_name,
    }  # fmt: skip


def agency_above(below: Agency, *, on: date) -> Agency | None:
    """The agency to which one answers: its registered parent, else the nearest one of a division above."""
    if below.parent_id is not None:
        return Agency.objects.filter(pk=below.parent_id).on(on).first()
    paths = _above(below.path)[1:]
    rows = Agency.objects.on(on).filter(path__in=paths, dept_category=below.dept_category)
    return min(rows, key=lambda a: (-len(a.path), a.kind == AgencyKind.STATION, a.id), default=None)


def agencies_named(names: Iterable[str]) -> dict[str, list[Agency]]:
    """Agencies in being by full or short name, under the name's compared spelling: one query."""
    keys = {name_key(n) for n in names}
    found: dict[str, list[Agency]] = {}
    rows = Agency.objects.filter(Q(name_key__in=keys) | Q(short_name__in=list(names)), valid_to=None) if keys else []
    for row in rows:
        for key in {row.name_key, name_key(row.short_name)} & keys:
            found.setdefault(key, []).append(row)
    return found


def agency_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Full names by id: one query."""
    return dict(Agency.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def agencies_on(on: date) -> QuerySet[Agency]:
    """Agencies that exist on a day."""
    return Agency.objects.on(on)


def certified_officers(on: date) -> QuerySet[Officer]:
    """Who is in office on a day and holds a certificate that has not run out."""
    rows = Officer.objects.on(on).exclude(certificate_no="")
    return rows.filter(Q(certificate_to=None) | Q(certificate_to__gte=on))


def officers_of(agency_id: UUID, on: date) -> QuerySet[Officer]:
    """Who is in office there on a day, with the department."""
    return Officer.objects.filter(agency_id=agency_id).on(on).select_related("department").order_by("name", "id")


def officers_within(path: str, on: date) -> QuerySet[Officer]:
    """Who is in office on a day at the agencies of a division and below."""
    rows = Officer.objects.on(on)
    return rows.filter(agency__path__gte=path, agency__path__lt=f"{path[:-1]}/") if path else rows


def officer_of_user(user_id: UUID, on: date) -> Officer | None:
    """The office somebody with an account holds on a day."""
    rows = Officer.objects.filter(user_id=user_id).on(on).select_related("agency", "department")
    return rows.order_by("-valid_from").first()


def agencies_below(path: str) -> QuerySet[Agency]:
    """Agencies of a division and below, upper ones first."""
    return Agency.objects.within(path).select_related("division").order_by(Length("path"), "path", "kind", "name")


def grid_for(actor: Actor, grid_id: UUID) -> Grid:
    """With its agency. Raises NotVisible."""
    found = Grid.objects.visible_to(actor).filter(pk=grid_id).select_related("agency").first()
    if found is None:
        raise NotVisible("没有这个网格，或者不在您的权限范围内")
    return found


def _above(path: str) -> list[str]:
    """The path and those above it, nearest first."""
    parts = path.split(".")[:-1]
    return ["".join(f"{p}." for p in parts[:n]) for n in range(len(parts), -1, -1)]


class _Names:
    """Spellings of divisions: the full name, each shorter beginning left out, with and without 省市县区."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self.by_key: dict[str, list[Division]] = {}
        for found in divisions:
            for key in _spellings(found):
                self.by_key.setdefault(key, []).append(found)

    def find(self, text: str) -> Division | None:
        meant = self.by_key.get(name_key(text), [])
        in_use = [d for d in meant if d.valid_to is None] or meant
        return in_use[0] if len(in_use) == 1 else None


def _spellings(found: Division) -> set[str]:
    tails = {found.name, _bare(found.name)} if found.level != Level.ZONE else {found.name}
    names = set(tails)
    ancestor, fronts = found.parent, [""]
    while ancestor is not None and ancestor.level != Level.NATION:
        fronts = [short + front for short in (ancestor.name, _bare(ancestor.name), "") for front in set(fronts)]
        names |= {front + tail for front in fronts for tail in tails}
        ancestor = ancestor.parent
    return {name_key(name) for name in names}


def _bare(name: str) -> str:
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name.removesuffix(suffix)
    return name

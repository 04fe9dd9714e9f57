"""Which registered project, agency and hazards a row of the ledger means."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhiben.domains.listings.services.hazards import Hazard
from zhiben.domains.listings.services.publicity import summary
from zhiben.domains.listings.workflow.guards import names_in
from zhiben.kernel.base.text import clean_code, name_key
from zhiben.kernel.papers.ledger import Run, StagedRow, path_end
from zhiben.kernel.papers.nearest import nearest_names
from zhiben.registry.agencies.public import agencies_named, agency_names
from zhiben.registry.projects.public import post_holders_of_many, projects

PEOPLE: Final = ("responsible_person", "found_by", "graded_by", "rechecked_by")
LEAST_WORDS: Final = 6  # a shorter description may stand in any text


@dataclass(frozen=True, kw_only=True)
class Book:
    """What a chunk of rows may mean, read in a fixed number of queries."""

    run: Run
    by_name: Mapping[str, Sequence[Any]]
    by_number: Mapping[str, Sequence[Any]]
    near: Mapping[str, list[str]]
    offices: Mapping[str, Sequence[Any]]
    office_names: Mapping[Any, str]
    hazards: Mapping[Any, Sequence[Any]]
    holders: Mapping[Any, Collection[str]]

    @classmethod
    def read(cls, run: Run, rows: Sequence[StagedRow]) -> "Book":
        names = {str(r.values["project_name"]) for r in rows if r.values.get("project_name")}
        numbers = {clean_code(str(r.values["supervise_no"])) for r in rows if r.values.get("supervise_no")}
        within = projects(run.actor).filter(place__gte=run.path, place__lt=path_end(run.path))
        by_name = _grouped(within.filter(name_key__in={name_key(n) for n in names}), "name_key")
        by_number = _grouped(within.filter(supervise_no__in=numbers), "supervise_no") if numbers else {}
        unknown = [n for n in names if name_key(n) not in by_name][:300]
        near = nearest_names(unknown, within.values_list("name", flat=True)) if unknown else {}
        found = [p for group in (*by_name.values(), *by_number.values()) for p in group]
        major = Hazard.objects.filter(project_id__in={p.pk for p in found}, level="MAJOR").exclude(state="VOIDED")
        return cls(
            run=run, by_name=by_name, by_number=by_number, near=near,
            offices=agencies_named({str(r.values["agency_name"]) for r in rows if r.values.get("agency_name")}),
            office_names=agency_names({p.agency_id for p in found}),
            hazards=_grouped(major.only("pk", "project_id", "listing_no", "description", *PEOPLE), "project_id"),
            holders=post_holders_of_many({p.pk for p in found}),
        )  # fmt: skip

    def place(self, row: StagedRow) -> None:
        """Writes what comes from project, agency and hazards into the row, or says why it cannot be found."""
        name = row.values.get("project_name")
        project = self._project(row, str(name)) if name else None
        if project is None:
            return
        office = self._office(row, project)
        if office is None:
            return
        row.values |= {
            "_project": str(project.pk), "_agency": str(office[0]), "_scope": office[1], "_place": project.place,
            "_province": project.province, "_city": project.city, "_county": project.county, "_where": project.name,
        }  # fmt: skip
        row.values.setdefault("agency_name", office[2])
        self._match(row, project)
        if matter := row.values.get("matter"):
            row.values["_public_text"] = summary(str(matter), self._people(row, project))

    def _people(self, row: StagedRow, project: Any) -> set[str]:
        """Whoever the project, its hazards and the row itself name: they are not for the public."""
        named = {getattr(h, name) for h in self.hazards.get(project.pk, ()) for name in PEOPLE}
        said = names_in(str(row.values.get("review_by") or ""))
        return {*self.holders.get(project.pk, ()), *named, *said}

    def _project(self, row: StagedRow, name: str) -> Any:
        number = clean_code(str(row.values.get("supervise_no") or ""))
        found = list(self.by_number.get(number, ())) or list(self.by_name.get(name_key(name), ()))
        if len(found) > 1:
            found = [p for p in found if self._mentioned(row, p)] or found
        if len(found) == 1:
            return found[0]
        if found:
            row.error("project_name", f"登记有{len(found)}个同名工程，请填写监督编号")
        else:
            row.error("project_name", "没有登记过这个工程", suggestions=self.near.get(name, []))
        return None

    def _mentioned(self, row: StagedRow, project: Any) -> bool:
        """Of several projects of one name, the one that the row's number or words point at."""
        return any(self._means(row, hazard) for hazard in self.hazards.get(project.pk, ()))

    def _office(self, row: StagedRow, project: Any) -> tuple[Any, str, str] | None:
        """督办单位: the agency named, else the one that supervises the project. Only one's own, and those below."""
        said = str(row.values.get("agency_name") or "")
        known = [a for a in self.offices.get(name_key(said), ()) if project.place.startswith(a.path)] if said else []
        if said and len(known) != 1:
            row.warn("office", f"没有认出督办单位“{said[:40]}”，按工程的监管机构登记")
        found = (known[0].pk, known[0].path) if len(known) == 1 else (project.agency_id, project.scope)
        actor = self.run.actor
        if not (actor.is_system or found[0] == actor.reach_id or _below(found[1], actor.path)):
            row.error("office", "这件挂牌督办由其他机构办理，本机构不能补录")
            return None
        if not row.values.get("level") and len(known) == 1:
            row.values["level"] = LEVEL_OF.get(known[0].level)
        return (*found, said or self.office_names.get(project.agency_id, ""))

    def _match(self, row: StagedRow, project: Any) -> None:
        found = [h for h in self.hazards.get(project.pk, ()) if self._means(row, h)]
        row.values["_hazards"] = [str(h.pk) for h in found]
        if not found:
            row.warn("matter", "待匹配：没有找到对应的重大事故隐患记录，先按台账登记；登记隐患后再导入一次即可对应")

    def _means(self, row: StagedRow, hazard: Any) -> bool:
        """The hazard carries this number, or the row's words are the hazard's own."""
        number, words = row.values.get("number"), name_key(str(row.values.get("matter") or ""))
        if number and hazard.listing_no:
            return name_key(hazard.listing_no) == name_key(str(number))
        own = name_key(hazard.description)
        return bool(words) and (own == words or (len(own) >= LEAST_WORDS and own in words))


LEVEL_OF: Final = {"nation": "MINISTRY", "province": "PROVINCE", "city": "CITY", "county": "COUNTY", "zone": "COUNTY"}


def _grouped(rows: Any, field: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows.order_by("id"):
        found.setdefault(getattr(row, field), []).append(row)
    return found


def _below(scope: str, path: str) -> bool:
    return scope.startswith(path) and len(scope) > len(path)

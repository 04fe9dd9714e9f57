"""Which registered project a row of a hazard ledger means; near names when it is none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.text import clean_code, name_key
from zhiben.kernel.papers.ledger import Run, StagedRow, path_end
from zhiben.kernel.papers.nearest import nearest_names
from zhiben.registry.agencies.public import divisions_named_in
from zhiben.registry.projects.public import parties_of_many, projects

PARTIES: Final = {"owner": "建设单位", "contractor": "施工单位", "consultant": "监理单位"}
NOBODY: Final = frozenset({"无", "/", "-", "—"})


@dataclass(frozen=True, kw_only=True)
class ProjectBook:
    """The projects a chunk of rows may mean, read in four queries."""

    run: Run
    by_name: Mapping[str, Sequence[Any]]
    by_number: Mapping[str, Sequence[Any]]
    places: Mapping[str, Any]
    near: Mapping[str, list[str]]
    parties: Mapping[Any, dict[str, set[str]]]

    @classmethod
    def read(cls, run: Run, rows: Sequence[StagedRow]) -> "ProjectBook":
        names = {str(r.values["project_name"]) for r in rows if r.values.get("project_name")}
        numbers = {clean_code(str(r.values["supervise_no"])) for r in rows if r.values.get("supervise_no")}
        within = projects(run.actor).filter(place__gte=run.path, place__lt=path_end(run.path))
        by_name, by_number = _grouped(within, names, numbers)
        places = divisions_named_in({str(r.values["region"]) for r in rows if r.values.get("region")}, run.path)
        unknown = [n for n in names if name_key(n) not in by_name][:300]
        near = nearest_names(unknown, within.values_list("name", flat=True)) if unknown else {}
        found = {p.pk for group in (*by_name.values(), *by_number.values()) for p in group}
        parties = {pk: _by_role(lines) for pk, lines in parties_of_many(found, day_of(run.at)).items()}
        return cls(run=run, by_name=by_name, by_number=by_number, places=places, near=near, parties=parties)

    def place(self, row: StagedRow) -> None:
        """Writes what comes from the project into the row, or says why it cannot be found."""
        name = row.values.get("project_name")
        if not name:
            return
        project = self._meant(row, str(name))
        if project is None:
            return
        actor = self.run.actor
        if not actor.is_system and project.agency_id != actor.reach_id and not _below(project.scope, actor.path):
            row.error("project_name", "这个工程由其他机构监管，本机构不能补录")
            return
        row.values |= {
            "_project": str(project.pk), "_agency": str(project.agency_id), "_scope": project.scope,
            "_place": project.place, "_province": project.province, "_city": project.city, "_county": project.county,
            "_where": project.name,
        }  # fmt: skip
        self._compare(row, project)

    def _meant(self, row: StagedRow, name: str) -> Any:
        number = clean_code(str(row.values.get("supervise_no") or ""))
        found = list(self.by_number.get(number, ())) or list(self.by_name.get(name_key(name), ()))
        region = self.places.get(str(row.values.get("region") or ""))
        if len(found) > 1 and region is not None:
            found = [p for p in found if p.place.startswith(region.path)] or found
        if len(found) == 1:
            return found[0]
        if found:
            row.error("project_name", f"登记有{len(found)}个同名工程，请填写监督编号")
        else:
            row.error("project_name", "没有登记过这个工程", suggestions=self.near.get(name, []))
        return None

    def _compare(self, row: StagedRow, project: Any) -> None:
        region = self.places.get(str(row.values.get("region") or ""))
        if (
            region is not None
            and not project.place.startswith(region.path)
            and not region.path.startswith(project.place)
        ):
            row.warn("region", f"工程登记的所在地与“{row.values['region']}”不一致，以登记的为准")
        registered = self.parties.get(project.pk, {})
        for role, label in PARTIES.items():
            said = row.values.get(role)
            known = registered.get(role, set())
            if said and said not in NOBODY and known and name_key(said) not in {name_key(k) for k in known}:
                row.warn(role, f"与登记的{label}（{'、'.join(sorted(known))}）不一致，以登记的为准")


def _grouped(within: Any, names: set[str], numbers: set[str]) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    by_name: dict[str, list[Any]] = {}
    by_number: dict[str, list[Any]] = {}
    for project in within.filter(name_key__in={name_key(n) for n in names}).order_by("id"):
        by_name.setdefault(project.name_key, []).append(project)
    for project in within.filter(supervise_no__in=numbers).order_by("id") if numbers else ():
        by_number.setdefault(project.supervise_no, []).append(project)
    return by_name, by_number


def _by_role(lines: Sequence[Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in lines:
        found.setdefault(line.role, set()).add(line.enterprise.name)
    return found


def _below(scope: str, path: str) -> bool:
    return scope.startswith(path) and len(scope) > len(path)

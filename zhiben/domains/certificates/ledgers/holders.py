"""Whose certificates rows are: people by number, firms by code or whole name, machines by filing number; by set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from zhiben.domains.certificates.terms import HOLDERS, CertificateKind, HolderKind
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.text import clean_code, name_key
from zhiben.kernel.papers.ledger import Run, path_end
from zhiben.registry.agencies.public import Officer
from zhiben.registry.enterprises.public import ensure_named, enterprises, ids_by_name
from zhiben.registry.equipment.public import equipment, serial_key
from zhiben.registry.people.public import Named, Person, ensure_people
from zhiben.registry.projects.public import projects

Said = Mapping[str, Any]
NOBODY: Final = UUID(int=0)
OTHER_CODE: Final = "持证企业的统一社会信用代码登记的是另一个名称"
OTHER_NAME: Final = "身份证号登记的是另一个姓名"


@dataclass
class Holders:
    """Ids of one row's holder; all None for one known by name only."""

    enterprise_id: UUID | None = None
    person_id: UUID | None = None
    officer_id: UUID | None = None
    equipment_id: UUID | None = None
    project_id: UUID | None = None
    employer_id: UUID | None = None
    doubts: list[str] = field(default_factory=list)


def holders_of(run: Run, said: Sequence[Said]) -> list[Holders]:
    """For every row, in order. People with a number and employers that nobody has registered are registered."""
    found = [Holders() for _ in said]
    employers = ensure_named(run, {row["employer"]: set() for row in said if row.get("employer")})
    for row, one in zip(said, found, strict=True):
        one.employer_id = employers.get(name_key(row.get("employer") or ""))
    _people(run, said, found)
    _officers(said, found)
    _enterprises(said, found)
    _machines(said, found)
    _projects(run, said, found)
    return found


def _of(kind: HolderKind, said: Sequence[Said], found: Sequence[Holders]) -> list[tuple[Said, Holders]]:
    return [(row, one) for row, one in zip(said, found, strict=True) if HOLDERS[row["kind"]] == kind]


def _people(run: Run, said: Sequence[Said], found: Sequence[Holders]) -> None:
    """By document number alone: a name is not enough to say who it is."""
    rows = [(row, one) for row, one in _of(HolderKind.PERSON, said, found) if (row.get("_id") or {}).get("index")]
    wanted = [
        Named(
            name=row["holder"], employer_id=one.employer_id, id_index=row["_id"]["index"],
            id_cipher=row["_id"]["cipher"], id_masked=row["_id"]["masked"], doubts=tuple(row.get("_id_doubts") or ()),
        )
        for row, one in rows
    ]  # fmt: skip
    ids = ensure_people(run, wanted) if wanted else {}
    for (_, one), named in zip(rows, wanted, strict=True):
        one.person_id = ids[named.key]


def _officers(said: Sequence[Said], found: Sequence[Holders]) -> None:
    """监督人员 by name within the agency written as 单位; only where there is just one."""
    rows = [(r, h) for r, h in zip(said, found, strict=True) if r["kind"] == CertificateKind.SUPERVISOR_STAFF]
    if not rows:
        return
    names = {row["holder"] for row, _ in rows}
    known: dict[tuple[str, str], list[UUID]] = {}
    for pk, name, agency in Officer.objects.filter(name__in=names, valid_to=None).values_list(
        "pk", "name", "agency__name_key"
    ):
        known.setdefault((name, agency), []).append(pk)
    for row, one in rows:
        there = known.get((row["holder"], name_key(row.get("employer") or "")), [])
        one.officer_id = there[0] if len(there) == 1 else None


def _enterprises(said: Sequence[Said], found: Sequence[Holders]) -> None:
    rows = _of(HolderKind.ENTERPRISE, said, found)
    codes = {row["_uscc"] for row, _ in rows if row.get("_uscc")}
    by_code = {e.uscc: e for e in enterprises(system_actor()).filter(uscc__in=codes)}
    by_name = ids_by_name({row["holder"] for row, _ in rows})
    for row, one in rows:
        coded = by_code.get(row.get("_uscc") or "")
        named = by_name.get(name_key(row["holder"]), [])
        if coded is not None:
            one.enterprise_id = coded.pk
        elif len(named) == 1:
            one.enterprise_id = named[0]
        elif named:
            one.doubts.append(f"登记有{len(named)}家同名企业")


def _machines(said: Sequence[Said], found: Sequence[Holders]) -> None:
    """By filing number; where two machines bear it, by serial number."""
    rows = _of(HolderKind.EQUIPMENT, said, found)
    numbers = {clean_code(str(row.get("filing_no") or "")) for row, _ in rows} - {""}
    serials = {serial_key(str(row.get("serial") or "")) for row, _ in rows} - {""}
    every = equipment(system_actor())
    by_filing: dict[str, list[Any]] = {}
    by_serial: dict[str, list[Any]] = {}
    for machine in every.filter(filing_no__in=numbers) | every.filter(serial_key__in=serials):
        by_filing.setdefault(machine.filing_no, []).append(machine)
        by_serial.setdefault(machine.serial_key, []).append(machine)
    for row, one in rows:
        number, serial = clean_code(str(row.get("filing_no") or "")), serial_key(str(row.get("serial") or ""))
        there = by_filing.get(number, []) if number else by_serial.get(serial, []) if serial else []
        exact = [m for m in there if not serial or m.serial_key == serial]
        chosen = exact if len(exact) == 1 else there
        one.equipment_id = chosen[0].pk if len(chosen) == 1 else None
        if len(chosen) > 1:
            one.doubts.append(f"登记有{len(chosen)}台这个编号的设备")


def _projects(run: Run, said: Sequence[Said], found: Sequence[Holders]) -> None:
    rows = [(row, one) for row, one in zip(said, found, strict=True) if row.get("project_name")]
    within = projects(run.actor).filter(place__gte=run.path, place__lt=path_end(run.path))
    by_name: dict[str, list[UUID]] = {}
    names = {name_key(row["project_name"]) for row, _ in rows}
    for key, pk in within.filter(name_key__in=names).values_list("name_key", "pk") if names else ():
        by_name.setdefault(key, []).append(pk)
    for row, one in rows:
        there = by_name.get(name_key(row["project_name"]), [])
        one.project_id = there[0] if len(there) == 1 else None


def holder_doubts(said: Sequence[Said], found: Sequence[Holders]) -> list[list[str]]:
    """What is wrong with the holder's own numbers, as the registry has them, and names that do not agree. Two queries."""
    people = {p.pk: p for p in Person.objects.filter(pk__in={h.person_id for h in found if h.person_id})}
    firms = {
        e.pk: e for e in enterprises(system_actor()).filter(pk__in={h.enterprise_id for h in found if h.enterprise_id})
    }
    return [_wrong(row, one, people, firms) for row, one in zip(said, found, strict=True)]


def _wrong(row: Said, one: Holders, people: Mapping[UUID, Any], firms: Mapping[UUID, Any]) -> list[str]:
    doubts = list(one.doubts)
    person, firm = people.get(one.person_id or NOBODY), firms.get(one.enterprise_id or NOBODY)
    if person is not None:
        doubts += [f"持证人：{d}" for d in person.doubts if "身份证" in d]
        doubts += [OTHER_NAME] if person.name_key != row["_holder_key"] else []
    if firm is not None:
        doubts += [f"持证企业：{d}" for d in firm.doubts]
        doubts += [OTHER_CODE] if firm.name_key != row["_holder_key"] else []
    return doubts

"""What ``--reach`` may name: a division (by code), an enterprise (统一社会信用代码 or name), a project (编码 or name)."""

from datetime import datetime

from zhiben.kernel.access.accounts import Reach
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.base.text import clean_code, name_key
from zhiben.registry.agencies import public as agencies
from zhiben.registry.agencies.terms import AgencyKind
from zhiben.registry.enterprises import public as enterprises
from zhiben.registry.projects import public as projects

DIVISION_DIGITS = 6
NATION = ("0", "nation", "全国")


def find_reach(text: str, *, actor: Actor, at: datetime) -> Reach:
    """Raises InvalidInput when nothing fits."""
    text = text.strip()
    if (text.isdigit() and len(text) == DIVISION_DIGITS) or text in NATION:
        return _agency("" if text in NATION else text, actor=actor, at=at)
    found = _enterprise(text) or _project(text, actor)
    if found is None:
        raise InvalidInput.of("reach", f"没有找到“{text}”：请写区划代码、企业统一社会信用代码，或者项目编码")
    return found


def _agency(code: str, *, actor: Actor, at: datetime) -> Reach:
    """The division's own agency; a division without one gets its housing authority, so that work can begin."""
    division = agencies.division(code)
    own = agencies.agency_for(code, on=day_of(at))
    if own is None or own.path != division.path:
        own = agencies.add_agency(
            actor=actor, name=f"{division.full_name}住房和城乡建设主管部门", division_code=code,
            kind=AgencyKind.AUTHORITY, at=at,
        )  # fmt: skip
    return Reach(kind=ReachKind.AGENCY, id=own.pk, name=own.name, path=own.path, level=own.level)


def _enterprise(text: str) -> Reach | None:
    named = enterprises.enterprises_named(text)
    found = enterprises.find_by_uscc(text) or (named[0] if len(named) == 1 else None)
    return Reach(kind=ReachKind.ENTERPRISE, id=found.pk, name=found.name) if found else None


def _project(text: str, actor: Actor) -> Reach | None:
    mine = projects.projects(actor)
    code = clean_code(text)
    found = [*mine.filter(project_code=code)[:2]] or [*mine.filter(supervise_no=code)[:2]]
    found = found or [*mine.filter(name_key=name_key(text))[:2]]
    return Reach(kind=ReachKind.PROJECT, id=found[0].pk, name=found[0].name) if len(found) == 1 else None

"""Rows for the lists of hazards, notices and change requests."""

from typing import Any, Final

from tests.conformance.samples import ELSEWHERE, HERE, Sample, samples
from zhiben.domains.hazards.models import ChangeRequest, Hazard, LookBack, Notice, Serving
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.projects.models import Project

FOREIGN: Final = "别区"


def _place(code: str) -> dict[str, str]:
    path = f"{code[:2]}.{code[:4]}.{code}."
    return {"province": f"{code[:2]}0000", "city": f"{code[:4]}00", "county": code, "place": path, "scope": path}


def _case(grant: Grant, code: str, title: str) -> dict[str, Any]:
    agency = grant.reach_id or new_id()
    common = {"title": title, "where_name": "滨江新城三期", "agency_id": agency, "opened_at": now(), "due_at": now()}
    return common | _place(code)


def _project(grant: Grant, code: str) -> Project:
    name = f"滨江新城{Project.objects.count()}期"
    agency = grant.reach_id or new_id()
    return Project.objects.create(
        name=name, name_key=name, agency_id=agency, kind="housing", created_at=now(), **_place(code)
    )  # fmt: skip


def _hazard(grant: Grant, project: Project, code: str, title: str, state: str) -> Hazard:
    return Hazard(
        **_case(grant, code, title), project=project, level="MAJOR", source="SELF_CHECK", state=state,
        description="自由端高度超出说明书规定", found_on=today(), responsible_person="吴立",
    )  # fmt: skip


def put_hazard(grant: Grant, state: str) -> Hazard:
    """One hazard under the grant's agency, in a state."""
    return Hazard.objects.bulk_create([_hazard(grant, _project(grant, HERE), HERE, "塔吊附着", state)])[0]


def _hazards(grant: Grant, number: int, code: str = HERE, word: str = "塔吊附着") -> str:
    project = _project(grant, code)
    Hazard.objects.bulk_create(_hazard(grant, project, code, f"{word}第{n}条", "CONFIRMED") for n in range(number))
    return word


def _notices(grant: Grant, number: int, code: str = HERE, word: str = "整改文书") -> str:
    project = _project(grant, code)
    Notice.objects.bulk_create(
        Notice(
            **_case(grant, code, f"{word}第{n}份"), project=project, kind="RECTIFY", name="责令限期整改通知书",
            addressee="滨江建工", visited_on=today(), drafted_by="林晓", state="ISSUED",
        )
        for n in range(number)
    )  # fmt: skip
    return word


def _changes(grant: Grant, number: int, code: str = HERE, word: str = "延期申请") -> str:
    _hazards(grant, number, code, word)
    hazards = list(Hazard.objects.filter(title__startswith=word).order_by("-id")[:number])
    ChangeRequest.objects.bulk_create(
        ChangeRequest(
            **_case(grant, code, f"{word}第{n}项"), hazard=hazards[n], kind="EXTEND", reason="雨季", requested_by="林晓",
            state="PENDING",
        )
        for n in range(number)
    )  # fmt: skip
    return word


def _servings(grant: Grant, number: int, code: str = HERE, word: str = "送知主要负责人") -> str:
    _hazards(grant, number, code, word)
    hazards = list(Hazard.objects.filter(title__startswith=word).order_by("-id")[:number])
    firm = Enterprise.objects.create(name=f"滨江建工{new_id().hex[-6:]}", name_key=new_id().hex, created_at=now())
    Serving.objects.bulk_create(
        Serving(
            **_case(grant, code, f"{word}第{n}份"), hazard=hazards[n], enterprise=firm, enterprise_name=firm.name,
            post="PRINCIPAL", person_name="周立", token=new_id().hex, state="SENT",
        )
        for n in range(number)
    )  # fmt: skip
    return word


def _look_backs(grant: Grant, number: int, code: str = HERE, word: str = "回头看") -> str:
    _hazards(grant, number, code, word)
    hazards = list(Hazard.objects.filter(title__startswith=word).order_by("-id")[:number])
    LookBack.objects.bulk_create(
        LookBack(
            **_case(grant, code, f"{word}第{n}条"), hazard=hazards[n], theme="第一轮问题", found_on=today(), due_on=today(),
            planned_by="林晓", state="PLANNED",
        )
        for n in range(number)
    )  # fmt: skip
    return word


def _elsewhere() -> Grant:
    return make_person(f"elsewhere-{new_id()}")


samples["hazards"] = Sample(mine=_hazards, others=lambda: _hazards(_elsewhere(), 1, ELSEWHERE, FOREIGN))
samples["notices"] = Sample(mine=_notices, others=lambda: _notices(_elsewhere(), 1, ELSEWHERE, FOREIGN))
samples["changes"] = Sample(mine=_changes, others=lambda: _changes(_elsewhere(), 1, ELSEWHERE, FOREIGN))
samples["servings"] = Sample(mine=_servings, others=lambda: _servings(_elsewhere(), 1, ELSEWHERE, FOREIGN))
samples["look-backs"] = Sample(mine=_look_backs, others=lambda: _look_backs(_elsewhere(), 1, ELSEWHERE, FOREIGN))

"""Taking plans in: all the files given, or, when anything is wrong with one of them, none."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from zhiben.domains.campaigns.models import Plan
from zhiben.domains.campaigns.services.plans.checking import check_plan, check_together
from zhiben.domains.campaigns.services.plans.knowledge import FOLDER
from zhiben.domains.campaigns.services.plans.reading import Problem, Source, problems_of, read_plan
from zhiben.domains.campaigns.services.plans.rows import plan_row, write_rows
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted

NOT_PLANS: Final = ("ledger.yaml", "sample.yaml")


class BadPlan(InvalidInput):
    """422: the files cannot be loaded. ``problems`` names each slip with file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(*(FieldError(field=f"{p.file}:{p.line}", reason=str(p)) for p in self.problems))


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """``changed``: the plan is new or its file says something else than before."""

    key: str
    title: str
    changed: bool


def plan_files(folder: Path = FOLDER) -> list[Path]:
    """The plans that come with the product."""
    return [path for path in sorted(folder.glob("*.yaml")) if path.name not in NOT_PLANS]


def check_plans(files: Mapping[str, bytes]) -> list[Problem]:
    """Everything that is wrong with these files, by name; nothing is changed."""
    return problems_of(_checked(files))


@transaction.atomic
def load_plans(*, actor: Actor, files: Mapping[str, bytes], at: datetime, bundled: bool = False) -> list[Loaded]:
    """The plans of these files replace what was loaded under the same keys; the same file again changes nothing.

    Raises BadPlan (422) with every slip of every file; then nothing is changed. ``bundled``: the files come with the
    product, and leave alone a plan that somebody loaded himself.
    """
    if actor.role not in (Role.SYSTEM, Role.SYSTEM_ADMIN):
        raise NotPermitted("只有系统管理员可以载入方案")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('campaigns_plan'))")
    held = {plan.key: plan for plan in Plan.objects.all()}
    known = {plan.digest for plan in held.values()} if bundled else set()
    sources = _checked({name: content for name, content in files.items() if _digest(content) not in known})
    problems = problems_of(sources)
    if problems:
        raise BadPlan(problems)
    return [_load(actor, source, files[source.file], held, at, bundled) for source in sources if source.plan]


def _checked(files: Mapping[str, bytes]) -> list[Source]:
    sources = [read_plan(content, name) for name, content in files.items()]
    for source in sources:
        check_plan(source)
    check_together(sources)
    return sources


def _load(
    actor: Actor, source: Source, content: bytes, held: Mapping[str, Plan], at: datetime, bundled: bool
) -> Loaded:
    assert source.plan is not None  # noqa: S101 - the caller has looked
    said, digest = source.plan, _digest(content)
    before = held.get(said.document.key)
    if before and (before.digest == digest or (bundled and not before.bundled)):
        return Loaded(key=before.key, title=before.title, changed=False)
    plan = plan_row(said, digest=digest, bundled=bundled, at=at)
    if before:
        plan.pk = before.pk
        for old in (before.planclauses, before.plantasks, before.plantargets, before.reportdutys):
            old.all().delete()
    plan.save(force_insert=before is None, force_update=before is not None)
    write_rows(plan, said)
    if not bundled:  # what comes with the platform is nobody's act, like every other reference
        record_act(
            actor=actor, verb="plan.load", at=at, object_kind="plan", object_id=plan.key, title=plan.title, digest=digest,
            before=before.digest if before else "", file=source.file,
        )  # fmt: skip
    return Loaded(key=plan.key, title=plan.title, changed=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

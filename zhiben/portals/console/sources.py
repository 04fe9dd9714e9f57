"""What the registers know and the pages ask for: divisions for the picker, officers and clauses for forms."""

from typing import Any

from zhiben.domains.criteria.public import clauses_on
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.notifications.topics import declare_group
from zhiben.kernel.ui.findings.names import use_agency_names
from zhiben.kernel.ui.forms.options import Option, use_options
from zhiben.kernel.ui.lists.divisions import use_division_source
from zhiben.kernel.workflow.assigning import colleagues
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.public import DivisionPicker, agency_names, officers_of


def officers(actor: Actor, subject: Any, item: Input) -> list[Option]:
    """Those in office at the actor's agency who have an account."""
    if actor.reach_id is None:
        return []
    rows = officers_of(actor.reach_id, today()).exclude(user_id=None)
    return [Option(value=str(o.user_id), label=o.name, group=o.department.name if o.department else "") for o in rows]


def people(actor: Actor, subject: Any, item: Input) -> list[Option]:
    """Everybody with an account where the actor works, with what they are there."""
    return [Option(value=str(one.user_id), label=f"{one.name}（{one.roles}）") for one in colleagues(actor, now())]


def clauses(actor: Actor, subject: Any, item: Input) -> list[Option]:
    """Clauses of the edition in force on the day the subject was found, under their categories."""
    day = getattr(subject, "found_on", None) or today()
    return [
        Option(value=one.code, label=f"{one.label} {one.title}", group=one.category.name) for one in clauses_on(day)
    ]


def name_topics() -> None:
    """What people choose between under 接收设置. Codes are permanent; topics are whole or first parts of them."""
    declare_group("hazards", "隐患与文书", ("hazards",), order=20)
    declare_group("supervision", "督办、挂牌与约谈", ("ladder", "listings", "interviews"), text_message=True, order=30)
    declare_group("accidents", "事故、险情与责任倒查", ("accidents",), order=40)
    declare_group("reports", "报表报送", ("campaigns",), order=45)
    declare_group("rules", "规则核查发现", ("rules",), order=47)
    declare_group("work", "交办、移交与代理", ("workflow",), order=50)


def connect_sources() -> None:
    name_topics()
    use_division_source(DivisionPicker())
    use_agency_names(agency_names)
    use_options(InputKind.OFFICERS, officers)
    use_options(InputKind.COLLEAGUE, people)
    use_options(InputKind.CLAUSE, clauses)

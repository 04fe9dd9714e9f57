"""催办 from the page of a case."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.ui.cases.parts import Verb
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind, Workflow
from zhiben.kernel.workflow.models import Case
from zhiben.kernel.workflow.urging import ABOVE, OWN, may_urge, urge

URGERS: Final = OWN | ABOVE
NOTE: Final = Input(
    name="note", label="催办意见", kind=InputKind.LONGTEXT, required=False, help="随催办一起发给承办人，可以不写"
)
NOTHING: Final = "没有催办：已经办结、现在没有承办人，或者您今天已经催办过"


def urge_verbs(case: Case, actor: Actor, url: str, *, in_hand: bool) -> list[Verb]:
    """Offered while somebody has the case in hand and the actor is one who urges."""
    if not url or not in_hand or case.closed_at is not None or case.silent or not may_urge(actor, case):
        return []
    return [Verb("催办", url)]


def answer_urge(flow: Workflow[Any], case: Case, request: HttpRequest, actor: Actor, back: str) -> HttpResponse:
    def do(values: dict[str, Any]) -> tuple[str, str]:
        note = values.get("note") or ""
        if not urge(actor=actor, flow_code=flow.code, case_ids=[case.pk], at=now(), note=note):
            raise WrongState(NOTHING)
        return "已催办，承办人会收到消息。", back

    return answer_form(
        request, title="催办", inputs=(NOTE,), do=do, back=back, button="催办", lead=f"{case.title}　{case.where_name}"
    )

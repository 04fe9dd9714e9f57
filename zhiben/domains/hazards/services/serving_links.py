"""送知 behind a link: its bare face, opening it with the code, and who the phone is afterwards."""

import re
from datetime import datetime
from typing import Final

from django.db import transaction

from zhiben.domains.hazards.models import Serving, ServingCode
from zhiben.domains.hazards.services.link_codes import phone_that_opened, use_code
from zhiben.domains.hazards.services.serving import CODE_PURPOSE
from zhiben.domains.hazards.terms import ServingState
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.errors import NotPermitted, Refusal
from zhiben.kernel.base.text import name_key

TOKEN: Final = re.compile(r"[\w-]{1,32}", re.ASCII)
WRONG: Final = "签收码不对、已用过或已过期，或者姓名不是收件人，请核对后再试，或请监督员重新生成"


def serving_behind(token: str) -> Serving | None:
    """The 送知 of a link, for its door only: nothing of it is shown before the code is right."""
    if not TOKEN.fullmatch(token):
        return None
    with acting_as(system_actor("link")):
        return Serving.objects.filter(token=token).exclude(state=ServingState.UNNAMED).first()


@transaction.atomic
def redeem_serving(*, serving: Serving, code: str, name: str, phone: str, at: datetime) -> str:
    """Open it on this phone. Returns the phone's secret. A wrong name is a wrong code: neither is told apart."""
    if serving.registered and name_key(name) != name_key(serving.person_name):
        raise Refusal(WRONG, status=403, title="打不开")
    row, secret = use_code(
        ServingCode.objects.all(), purpose=CODE_PURPOSE, subject={"serving": serving}, code=code, name=name,
        phone=phone, at=at, wrong=WRONG,
    )  # fmt: skip
    actor = holder_of(row, serving)
    record_act(actor=actor, verb="serving.open", at=at, object_kind="hazard.serving", object_id=serving.pk)
    return secret


def serving_holder(*, serving: Serving, secret: str) -> Actor:
    """Raises NotPermitted when this phone never opened it."""
    row = phone_that_opened(ServingCode.objects.all(), subject={"serving": serving}, secret=secret)
    if row is None:
        raise NotPermitted("请先输入签收码")
    return holder_of(row, serving)


def holder_of(row: ServingCode, serving: Serving) -> Actor:
    return Actor(
        name=row.holder_name, role=Role.LINK_HOLDER, reach=ReachKind.ENTERPRISE, reach_id=serving.enterprise_id,
        reach_name=serving.enterprise_name, via="link",
    )  # fmt: skip

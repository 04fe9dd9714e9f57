"""Where a gateway reports that a short message has arrived. The address itself is the key."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.base.text import unstorable
from zhiben.kernel.notifications.receipts import take_reports
from zhiben.kernel.ui.doors import public


@public("短信网关凭带密钥的地址报送回执，只能改变本渠道短信的状态")
@csrf_exempt
@require_POST
def report(request: HttpRequest, channel_id: UUID, key: str) -> HttpResponse:
    try:
        content = json.loads(request.body)
        held = not unstorable(content)
    except (ValueError, RecursionError, RawPostDataException):
        held = False
    if not held:
        raise InvalidInput.of("body", "回执要写成 JSON")
    with acting_as(system_actor("link")):
        settled = take_reports(channel_id=channel_id, key=key, content=content, at=now())
    return JsonResponse({"code": 0, "settled": settled})

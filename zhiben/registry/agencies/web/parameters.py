"""Pages of parameters: every number a policy sets, what it is here today, where it comes from, and its past."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.parameters.declarations import Declaration, declaration, declarations
from zhiben.kernel.parameters.models import EffectiveParameter, Parameter
from zhiben.kernel.parameters.queries import explain, set_below, standing
from zhiben.kernel.parameters.services import set_parameter
from zhiben.kernel.parameters.terms import Mark, ValueType
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.models import Division
from zhiben.registry.agencies.paths import NATION, code_of
from zhiben.registry.agencies.policies import may_administer
from zhiben.registry.agencies.queries import division, division_by_name
from zhiben.registry.agencies.web.agencies import READERS
from zhiben.registry.agencies.web.forms import FormPage, answer_form

GROUPS: Final = {
    "hazards": "隐患治理", "notices": "执法文书", "reports": "月报", "import": "台账导入", "notifications": "通知",
}  # fmt: skip
TONES: Final = {Mark.CONFIRMED: "green", Mark.SECOND_HAND: "blue", Mark.UNCONFIRMED: "orange", Mark.OWN: ""}
BOOLEANS: Final = (("true", "是"), ("false", "否"))


@dataclass(frozen=True)
class Line:
    """One row as the page writes it."""

    declared: Declaration
    text: str
    where: str
    since: date | None
    source: str
    mark: str
    tone: str
    by: str = ""
    note: str = ""


@open_to(READERS)
@require_safe
def list_parameters(request: HttpRequest) -> HttpResponse:
    place, day = _place(request, actor_of(request)), day_of(now())
    held, names = standing(path=place.path, on=day), _Names()
    groups: dict[str, list[Line]] = {}
    for declared in declarations():
        title = GROUPS.get(declared.key.partition(".")[0], "其他")
        groups.setdefault(title, []).append(_standing_line(declared, held.get(declared.key), names))
    context = {
        "groups": groups.items(), "place": place, "day": day, "crumbs": [("首页", "/home"), ("参数", "")],
        "asked": request.GET.get("place", ""),
    }  # fmt: skip
    return render(request, "agencies/parameters.html", context)


@open_to(READERS)
@require_safe
def show_parameter(request: HttpRequest, key: str) -> HttpResponse:
    declared, actor, day = _declared(key), actor_of(request), day_of(now())
    place, names = _place(request, actor), _Names()
    told = explain(key, path=place.path, on=day)
    context = {
        "declared": declared, "told": told, "place": place, "day": day,
        "now": _row_line(declared, told.row, names) if told.row else None,
        "history": [_row_line(declared, row, names) for row in told.history],
        "below": [_standing_line(declared, row, names) for row in set_below(key, path=place.path, on=day)],
        "may_set": may_administer(actor),
        "crumbs": [("首页", "/home"), ("参数", reverse("agencies:parameters")), (declared.label, "")],
    }  # fmt: skip
    return render(request, "agencies/parameter.html", context)


@open_to({Role.SYSTEM_ADMIN})
@require_http_methods(["GET", "POST"])
def set_parameter_page(request: HttpRequest, key: str) -> HttpResponse:
    declared, actor, at = _declared(key), actor_of(request), now()

    def save(values: dict[str, Any]) -> str:
        place = division_by_name(values["division"], actor.path) if values["division"] else _own(actor)
        if place is None:
            raise InvalidInput.of("division", "没有找到这个区划，请写全称")
        follow = values["follow"]
        if not follow and values["value"] in (None, ""):
            raise InvalidInput.of("value", "请填写新的值，或者选择沿用上级")
        row = set_parameter(
            actor=actor, key=key, division_code=place.code, path=place.path, value=None if follow else values["value"],
            valid_from=values["valid_from"], source=values["source"], mark=Mark(values["mark"]), at=at,
            note=values["note"],
        )  # fmt: skip
        return (
            f"已设定：{place.name}自 {row.valid_from} 起{'沿用上级' if follow else '为 ' + declared.show(row.value)}。"
        )

    back = reverse("agencies:parameter", args=[key])
    page = FormPage(
        title=f"设定“{declared.label}”", button="设定", back=back, lead=declared.meaning, inputs=_inputs(declared),
        crumbs=(("首页", "/home"), ("参数", reverse("agencies:parameters")), (declared.label, back)),
        initials={"valid_from": day_of(at).isoformat(), "mark": Mark.CONFIRMED.value, "division": _own(actor).full_name},
    )  # fmt: skip
    return answer_form(request, page, save)


def _inputs(declared: Declaration) -> tuple[Input, ...]:
    label = f"新的值（{declared.unit}）" if declared.unit else "新的值"
    value = Input(name="value", label=label, required=False, help=_hint(declared))
    if declared.type == ValueType.BOOLEAN:
        value = Input(name="value", label=label, kind=InputKind.CHOICE, choices=BOOLEANS, required=False)
    if declared.type == ValueType.DAY:
        value = Input(name="value", label=label, kind=InputKind.DATE, required=False)
    return (
        value,
        Input(name="follow", label="不再单独设定，沿用上级", kind=InputKind.BOOL, required=False),
        Input(name="division", label="适用区划", required=False, help="不写就是本机关的辖区"),
        Input(name="valid_from", label="自何日起", kind=InputKind.DATE, help="不能早于今天，以前的日子按当时的值办理"),
        Input(name="source", label="依据", help="文件名、文号和条款"),
        Input(name="mark", label="确认程度", kind=InputKind.CHOICE, choices=tuple(Mark.choices)),
        Input(name="note", label="说明", required=False),
    )


def _hint(declared: Declaration) -> str:
    if declared.type == ValueType.MONTH_DAY:
        return "写一个数字，如 5；月底报送的写“月底”"
    if declared.type == ValueType.PATTERN:
        return "可以用" + "".join(f"［{words}］" for _, words in declared.blanks) + "，其余的字照写"
    return ""


class _Names:
    """Full names of divisions by code, read when first needed."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __getitem__(self, code: str) -> str:
        if not self._known:
            self._known = dict(Division.objects.values_list("code", "full_name"))
        return self._known.get(code, "")


def _standing_line(declared: Declaration, row: EffectiveParameter | None, names: _Names) -> Line:
    if row is not None:
        return _row_line(declared, row.parameter, names)
    return Line(declared, declared.show(declared.default), "", None, "平台默认", Mark.OWN.label, "")


def _row_line(declared: Declaration, row: Parameter, names: _Names) -> Line:
    text = "沿用上级" if row.value is None else declared.show(declared.parse(row.value))
    return Line(
        declared, text, names[row.division_code], row.valid_from, row.source, Mark(row.mark).label,
        TONES[Mark(row.mark)], row.recorded_name, row.note,
    )  # fmt: skip


def _declared(key: str) -> Declaration:
    try:
        return declaration(key)
    except KeyError:
        raise Http404 from None


def _own(actor: Actor) -> Division:
    return division(code_of(actor.path) if actor.path else NATION)


def _place(request: HttpRequest, actor: Actor) -> Division:
    """The division asked for by name, else the actor's own."""
    asked = request.GET.get("place", "").strip()
    return (division_by_name(asked) if asked else None) or _own(actor)

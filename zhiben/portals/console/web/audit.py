"""审计: what has been done, by whom; whether the seals still hold. For the audit administrator, who changes nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.checks import run_checks
from zhiben.kernel.audit.models import Act, Seal
from zhiben.kernel.audit.seals import verify_seals
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.home import Figure
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, TextFilter
from zhiben.kernel.ui.lists.page import ListPage

AUDITOR: Final = frozenset({Role.AUDIT_ADMIN})
VERBS: Final[Mapping[str, str]] = {
    "sign_in": "登录", "sign_in.failed": "登录失败", "sign_in.locked": "登录锁定", "sign_out": "退出", "act_as": "切换身份",
    "password.change": "修改密码", "account.open": "开通账号", "account.disable": "停用账号", "account.enable": "启用账号",
    "account.reset": "重置密码", "grant.add": "授权", "grant.end": "收回授权",
    "grant.delegate": "委托代理", "account.slips": "打印首次密码",
    "todo.assign": "指派或领取待办", "todo.release": "退回待办", "todo.carry": "待办承接", "todo.hand_over": "移交",
    "token.issue": "签发接口令牌",
    "person.unmask": "查看完整证件或手机号", "person.register": "登记人员", "person.update": "修改人员",
    "list.export": "导出列表", "ledger.export": "导出台账", "report.export": "导出报表",
    "plan.load": "载入行动方案", "import.receive": "上传台账",
    "import.done": "导入台账", "import.undo": "撤销导入", "import.replace": "更换导入文件", "case.move": "办理",
    "case.urge": "催办", "case.recompute": "期限重算",
    "case.backfill": "补录", "case.switch_on": "启用补录", "case.take_back": "撤回补录", "notice.code": "生成签收码",
    "notice.open": "扫码打开文书", "notice.deliver": "登记送达", "notice.scan": "附盖章件", "notice.print": "批量打印文书",
    "number.void": "作废编号",
    "project.register": "登记项目", "project.update": "修改项目", "project.parties": "变更参建单位", "project.appoint": "任命岗位",
    "project.relieve": "解除岗位", "project.status": "变更项目状态", "enterprise.register": "登记企业",
    "enterprise.update": "修改企业",
    "enterprise.head": "登记企业负责人", "serving.code": "生成送知签收码", "serving.open": "凭码打开送知",
    "parameters.set": "修改参数", "parameters.set_working_day": "调整工作日",
    "agencies.add_agency": "登记机构",
    "agencies.describe": "修改机构名称", "agencies.add_department": "登记科室", "agencies.add_officer": "登记监管人员",
    "agencies.end_officer": "监管人员离任", "agencies.add_zone": "登记功能区", "agencies.set_sign_rules": "修改签发规则",
    "agencies.replace_division": "区划变更", "file.detach": "撤回照片", "file.original": "调取原件",
    "paper.issue": "制发文书", "paper.revoke": "撤销文书", "world.build": "装入演示数据",
    "channel.add": "接入通知渠道", "channel.change": "修改通知渠道", "channel.templates": "修改短信模板",
    "channel.enable": "启用通知渠道", "channel.disable": "停用通知渠道", "channel.rotate": "更换签名密钥",
    "channel.try": "试发通知", "channel.send_again": "重发通知", "reception.set": "修改接收设置",
    "keys.rotate": "启用新的签名密钥", "keys.withdraw": "撤销签名密钥",
}  # fmt: skip
READABLE: Final = frozenset(
    {"username", "reason", "count", "reach", "rows", "name", "title", "number", "before", "after"}
)
DOORS: Final = (
    ("web", "网页"),
    ("api", "接口"),
    ("link", "扫码"),
    ("command", "命令行"),
    ("cli", "命令行"),
    ("job", "后台"),
)


def verb_words(act: Act) -> str:
    """The act in words; what has no word yet is told as other, never as a code."""
    return VERBS.get(act.verb, "其他")


def _content(act: Act) -> str:
    words = [str(v) for k, v in act.detail.items() if k in READABLE and v not in ("", None)]
    return "，".join(words)


class ActList(ListPage[Act]):
    name, title = "acts", "审计记录"
    meaning = "谁在什么时候、从哪里、做了什么。只能看，不能改；每分钟封存一次。"
    roles = AUDITOR
    columns = (
        Column(key="verb", label="行为", value=verb_words),
        Column(key="at", label="时间", kind=Kind.MOMENT, sort="at"),
        Column(key="actor_name", label="姓名"),
        Column(key="role", label="身份", value=lambda a: dict(Role.choices).get(a.role, "")),
        Column(key="via", label="途径", value=lambda a: dict(DOORS).get(a.via, "其他")),
        Column(key="object", label="内容", value=_content, width="wide"),
    )
    filters = (
        TextFilter(name="q", label="姓名", fields=("actor_name",)),
        ChoiceFilter(name="verb", label="行为", field="verb", choices=tuple(VERBS.items())),
        DateRangeFilter(name="at", label="时间", field="at"),
    )
    default_sort = "-at"
    empty = Empty(why="还没有审计记录。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Act]:
        """Acts of everybody whose account this division looks after; of the system as well for the whole nation."""
        if actor.is_system or not actor.path:
            return Act.objects.all()
        users = Grant.objects.administered_by(actor).values("user_id")
        return Act.objects.filter(actor_id__in=users)

    def actions(self, actor: Actor) -> list[PageAction]:
        return [PageAction(label="封存与校验", url=reverse("console:seals"), icon="shield-check")]


class SealList(ListPage[Seal]):
    name, title = "seals", "封存与校验"
    meaning = "审计记录按批封存，前后相连。链头可以抄给第三方保存，事后任何改动都查得出来。"
    roles = AUDITOR
    columns = (
        Column(key="number", label="批号", sort="number", value=lambda s: f"第 {s.number} 批"),
        Column(key="sealed_at", label="封存时间", kind=Kind.MOMENT, sort="sealed_at"),
        Column(key="count", label="条数", kind=Kind.NUMBER),
        Column(
            key="head", label="链头", width="wide", value=lambda s: " ".join(s.head[i : i + 8] for i in range(0, 64, 8))
        ),
    )
    default_sort = "-number"
    empty = Empty(why="还没有封存的批次。", next_step="后台任务每分钟封存一次。")
    crumbs = (("首页", "/home"), ("审计记录", "/audit/"))

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Seal]:
        return Seal.objects.all()

    def actions(self, actor: Actor) -> list[PageAction]:
        return [PageAction(label="现在校验", url=reverse("console:seals-verify"), icon="shield-check", primary=True)]


@open_to(AUDITOR)
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute every seal, and every issued paper. Reading only, so a link may start it."""
    found = verify_seals()
    if found.broken:
        messages.error(request, f"校验不通过：{found.broken}。请保留现场，通知安全管理员。")
    else:
        messages.success(
            request, f"校验通过：{found.batches} 批、{found.acts} 条都没有改动；另有 {found.unsealed} 条等待封存。"
        )
    for label, wrong in run_checks():
        for sentence in wrong[:20]:
            messages.error(request, f"{label}校验不通过：{sentence}。")
    return HttpResponseRedirect(reverse("console:seals"))


def figures(actor: Actor, at: datetime) -> list[Figure]:
    """For the auditor's home page."""
    rows = ActList().rows(actor, at)
    day = at.date()
    base = reverse("console:acts")
    today = f"{base}?at_from={day.isoformat()}"
    return [
        Figure(label="今天的审计记录", value=str(rows.filter(at__date=day).count()), url=today),
        Figure(label="今天登录失败", tone="red", url=f"{today}&verb=sign_in.failed",
               value=str(rows.filter(at__date=day, verb="sign_in.failed").count())),
        Figure(label="已封存批次", value=str(Seal.objects.count()), url=reverse("console:seals")),
    ]  # fmt: skip

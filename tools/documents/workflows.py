"""docs/generated/workflows.md: every transition table as one can read it, and who may do what."""

from typing import Any

from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.workflow.definition import Transition, Workflow
from zhiben.kernel.workflow.registry import flows

REACH = dict(ReachClass.choices)
HEAD = (
    "# Workflows\n\nGenerated from the transition tables by `python -m tools.generated_docs`. "
    "代录: the responsible agency may enter the step for a party. 不列按钮: fired by the platform's own verbs.\n"
)


def generate() -> dict[str, str]:
    return {"workflows.md": "\n".join([HEAD, *(_flow(one) for one in flows())])}


def _flow(flow: Workflow[Any]) -> str:
    states = "、".join(f"{label}（`{code}`）" for code, label in flow.states.items())
    lines = [f"## {flow.label} `{flow.code}` v{flow.version}\n", f"States: {states}\n"]
    lines += ["| 动作 | 从 | 到 | 谁 | 要填 | 依据 |", "|---|---|---|---|---|---|"]
    lines += [_row(flow, row) for row in flow.transitions]
    lines += ["", "| 状态 | 待办 | 承办 |", "|---|---|---|"]
    lines += [
        f"| {flow.states[d.state]} | {d.label} | {d.holder} {d.party_role} {_roles(d.roles)} |" for d in flow.duties
    ]
    return "\n".join(lines) + "\n"


def _row(flow: Workflow[Any], row: Transition[Any]) -> str:
    source = "、".join(flow.states[s] for s in row.source)
    target = flow.states[row.target] if row.target else "不变"
    who = f"{'、'.join(sorted(REACH[r] for r in row.reach))}：{_roles(row.roles)}"
    marks = "".join(["，代录" if row.on_behalf else "", "" if row.offered else "，不列按钮"])
    asked = "、".join(i.label + ("" if i.required else "（选填）") for i in row.inputs)
    return f"| {row.label} `{row.action}` | {source} | {target} | {who}{marks} | {asked} | {row.basis} |"


def _roles(roles: Any) -> str:
    order = list(Role)
    return "、".join(str(r.label) for r in sorted(roles, key=order.index))

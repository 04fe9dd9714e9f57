"""docs/generated/permissions.md: role by action, read off the transition tables."""

from typing import Any

from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.workflow.definition import Transition, Workflow
from zhiben.kernel.workflow.registry import flows

ROLES = tuple(r for r in Role if r not in (Role.SYSTEM, Role.EXPERT, Role.CERTIFIER))
MARKS = {
    ReachClass.OWN: "本",
    ReachClass.PARTY: "当",
    ReachClass.ABOVE: "上",
    ReachClass.SIBLING: "同",
    ReachClass.BELOW: "下",
    ReachClass.STRANGER: "己",
}
HEAD = (
    "# Who may do what\n\nGenerated from the transition tables. 本: for cases of one's own agency; 当: as a party of the case; "
    "代: entered for a party by the responsible agency; "
    "己: whoever the case is addressed to, wherever they work. Everything else is refused; "
    "`tests/conformance/test_permissions.py` tries every cell.\n"
)


def generate() -> dict[str, str]:
    return {"permissions.md": "\n".join([HEAD, *(_flow(one) for one in flows())])}


def _flow(flow: Workflow[Any]) -> str:
    lines = [f"## {flow.label} `{flow.code}`\n", "| 动作 | " + " | ".join(str(r.label) for r in ROLES) + " |"]
    lines.append("|---" * (len(ROLES) + 1) + "|")
    lines += [f"| {row.label} | " + " | ".join(_cell(row, role) for role in ROLES) + " |" for row in flow.transitions]
    return "\n".join(lines) + "\n"


def _cell(row: Transition[Any], role: Role) -> str:
    if role in row.roles:
        return "".join(MARKS[r] for r in sorted(row.reach))
    return "代" if row.on_behalf and role in (Role.INSPECTOR, Role.ENFORCER, Role.CLERK, Role.LEADER) else ""

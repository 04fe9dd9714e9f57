"""docs/generated/rules.md: every rule, what it finds, on what it rests."""

from zhiben.kernel.parameters.declarations import declaration
from zhiben.kernel.rules.declarations import SUBJECTS, Rule, rules

HEAD = (
    "# Rules\n\nGenerated from the declarations (`<package>/rules`). How they are asked, and what becomes of what they find: "
    "`docs/decisions/findings.md`, `docs/how-to/rules.md`.\n"
)
COLUMNS = "| code | 规则 | 对象 | 程度 | 什么情况下发现 | 依据 | 参数 |\n|---|---|---|---|---|---|---|"


def generate() -> dict[str, str]:
    return {"rules.md": "\n".join([HEAD, COLUMNS, *map(_row, rules()), ""])}


def _row(one: Rule) -> str:
    parameters = "、".join(f"{declaration(key).label} `{key}`" for key in one.figures)
    cells = (
        f"`{one.code}`",
        one.label,
        SUBJECTS[one.subject],
        one.severity.label,
        one.meaning,
        "；".join(one.basis),
        parameters,
    )
    return f"| {' | '.join(cells)} |"

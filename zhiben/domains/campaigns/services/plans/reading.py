"""Reading a plan file: every slip is named with its line, all of them at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zhiben.domains.campaigns.services.plans.declaration import PlanFile

LONGEST: Final = 2_000_000
DEEPEST: Final = 12
NULL: Final = "tag:yaml.org,2002:null"
ODD: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
Place = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """``line`` counts from 1; 0 concerns the whole file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.reason}" if self.line else f"{self.file}：{self.reason}"


@dataclass
class Source:
    """A file as it was read: where everything stands, and what is wrong so far. ``plan`` None: it cannot be understood."""

    file: str
    plan: PlanFile | None = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def blame(self, place: Place, reason: str) -> None:
        self.problems.append(Problem(self.file, self.line_of(place), reason))

    def line_of(self, place: Place) -> int:
        """The line of a thing, or of the nearest thing around it that stands in the file."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return self.lines.get((), 1)


def read_plan(content: bytes, file: str) -> Source:
    source = Source(file)
    said = _parse(content, source)
    if source.problems:
        return source
    try:
        source.plan = PlanFile.model_validate(said)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            source.blame(tuple(one["loc"]), _reason(one))
    return source


def _parse(content: bytes, source: Source) -> Any:
    if len(content) > LONGEST:
        source.problems.append(Problem(source.file, 0, "文件太大，不是方案文件"))
        return None
    try:
        root = yaml.compose(content.decode("utf-8-sig"), Loader=yaml.SafeLoader)
        return _Plain(source).value(root, ()) if root is not None else source.blame((), "文件是空的")
    except UnicodeDecodeError:
        source.problems.append(Problem(source.file, 0, "文件不是 UTF-8 编码，请另存为 UTF-8"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        source.problems.append(Problem(source.file, mark.line + 1 if mark else 0, _slip(error)))
    except yaml.YAMLError:
        source.problems.append(Problem(source.file, _odd_line(content), "有不能使用的控制字符"))
    except (ValueError, OverflowError):  # "\\U00110000": what the reader of YAML makes of it
        source.problems.append(Problem(source.file, 0, "有不能使用的转义字符（\\U 后面的编码不存在）"))
    except RecursionError:
        source.problems.append(Problem(source.file, 0, "括号或缩进的层次太深"))
    return None


def _odd_line(content: bytes) -> int:
    """The line of the first character that YAML does not allow."""
    text = content.decode("utf-8-sig")
    found = re.search("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff", text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


class _Plain:
    """YAML nodes as lists, mappings and texts: what a text means is the declaration's business, so that chapter 2.10
    is not the number 2.1 and a day that does not exist is a wrong day and not a broken file."""

    def __init__(self, source: Source) -> None:
        self.source, self.seen = source, set[int]()

    def value(self, node: Node, place: Place) -> Any:
        self.source.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, ScalarNode):
            return None if node.tag == NULL else self._text(node.value, place)
        if id(node) in self.seen or len(place) > DEEPEST:
            return self.source.blame(place, "不能用 & 和 * 引用别处的内容，也不能嵌套太深")
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return dict(self._entries(node, place))
        assert isinstance(node, SequenceNode)  # noqa: S101 - YAML has no fourth kind
        return [self.value(child, (*place, index)) for index, child in enumerate(node.value)]

    def _text(self, text: str, place: Place) -> str:
        if ODD.search(text):
            self.source.blame(place, "有不能使用的控制字符")
        return text

    def _entries(self, node: MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                self.source.problems.append(Problem(self.source.file, line, "冒号前面只能写名称"))
                continue
            if key.value in seen:
                self.source.problems.append(Problem(self.source.file, line, f"“{key.value}”写了两次"))
            seen.add(key.value)
            self.source.lines[*place, key.value] = line
            yield key.value, self.value(child, (*place, key.value))


def _slip(error: yaml.MarkedYAMLError) -> str:
    said = (error.problem or "") + (error.context or "")
    for sign, words in SLIPS:
        if sign in said:
            return words
    return "写法有误，请检查缩进、冒号、引号和括号"


SLIPS: Final = (
    ("mapping values are not allowed", "冒号用错了位置，请检查缩进，文字里有冒号的要加引号"),
    ("'\\t'", "缩进不能用制表符，请改用空格"),
    ("found unexpected end of stream", "引号没有写完"),
    ("undefined alias", "不能用 * 引用别处的内容"),
    ("but found another document", "一个文件只能写一个方案，不能有第二个 ---"),
    ("flow mapping", "花括号没有写完，或者中间少了逗号"),
    ("flow sequence", "方括号没有写完，或者中间少了逗号"),
)


def _reason(error: ErrorDetails) -> str:
    """One sentence in Chinese. ``loc`` ends with the name of the field, or the place in a list."""
    name = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "")
    kind, context = error["type"], error.get("ctx", {})
    given = error.get("input")
    shown = f"“{str(given)[:40]}”" if isinstance(given, str) else ""
    if kind in _WHOLE:
        return _WHOLE[kind].format(name=name, **context)
    said = _PARTS.get(kind)
    if said is None and kind.startswith(("date", "value_error")):
        said = "应写成 2024-04-08 这样的日期，而且确有这一天"
    context = {
        key: str(value).replace(" or ", "、").replace(", ", "、").replace("'", "") for key, value in context.items()
    }
    return f"{name or '整个文件'}：{shown}{(said or '写得不对').format(**context)}"


_WHOLE: Final = {"missing": "缺少“{name}”", "extra_forbidden": "不认识“{name}”，请核对拼写或删去"}
_PARTS: Final = {
    "string_too_short": "不能是空的", "string_too_long": "太长，最多 {max_length} 个字",
    "string_pattern_mismatch": "不合写法", "string_type": "应写一段文字", "list_type": "应写成一组，每项前加 -，或放在方括号里",
    "model_type": "应写成若干“名称: 内容”", "too_short": "至少写一项", "enum": "不在可选之列：{expected}",
    "literal_error": "不在可选之列：{expected}", "int_parsing": "应写整数", "int_type": "应写整数",
    "decimal_parsing": "应写数字", "decimal_type": "应写数字", "decimal_max_digits": "数字太大",
    "decimal_max_places": "最多两位小数", "finite_number": "应写数字", "decimal_whole_digits": "数字太大",
    "greater_than_equal": "不能小于 {ge}", "less_than_equal": "不能大于 {le}",
}  # fmt: skip


def problems_of(sources: Sequence[Source]) -> list[Problem]:
    """All of them, file by file in the order of lines."""
    return [problem for source in sources for problem in sorted(set(source.problems))]

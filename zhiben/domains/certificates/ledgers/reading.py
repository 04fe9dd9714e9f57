"""What a row of the ledger says, with what cannot be read told as a doubt: no row is kept out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from zhiben.domains.certificates.classes import class_named
from zhiben.domains.certificates.ledgers.columns import COLUMNS
from zhiben.domains.certificates.ledgers.powers import refuse_beyond_power
from zhiben.domains.certificates.numbers import licence_doubts, number_doubts, number_key
from zhiben.domains.certificates.terms import HOLDERS, CertificateKind, HolderKind
from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.papers.ledger import Run, StagedRow
from zhiben.kernel.papers.terms import Level
from zhiben.registry.enterprises.public import uscc_doubts
from zhiben.registry.people.public import id_number_doubts, sealed_number

UNREAD: Final = "认不出"
NO_END: Final = ("长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限", "不限")
NOBODY: Final = ("", "无", "/", "\\", "-", "—", "——")
LABELS: Final = {column.name: column.label for column in COLUMNS}
CLASS_LENGTH: Final = 16
NO_HOLDER: Final = "没有写明持证主体"
NO_KIND: Final = "没有写明证照种类，按编号推断"


def key(values: Mapping[str, Any]) -> str:
    """Only a row that says the same in every cell is the same row: two rows about one certificate are both read."""
    number = number_key(str(values.get("number") or ""))
    said = (values.get("kind"), number, values.get("_holder_key"), (values.get("_id") or {}).get("index"),
            values.get("_class"), values.get("valid_from"), values.get("valid_to"), values.get("state"),
            values.get("issued_on"), name_key(str(values.get("employer") or "")))  # fmt: skip
    return "|".join(str(one or "") for one in said) if number else ""


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    for row in rows:
        doubts = _softened(row)
        doubts += _kind(row)
        doubts += _holder(row)
        _class(row)
        _warn_numbers(row)
        row.values["_doubts"] = doubts
    refuse_beyond_power(run, rows)


def _softened(row: StagedRow) -> list[str]:
    """Cells that could not be read are left out and told: what else the row says still counts. 长期 is no end."""
    doubts = []
    row.problems[:] = [one for one in row.problems if not (one.column == "valid_to" and one.value.strip() in NO_END)]
    for place, problem in enumerate(row.problems):
        if problem.level == Level.ERROR and problem.column in LABELS:
            doubts.append(f"{LABELS[problem.column]}“{problem.value[:40]}”{UNREAD}")
            row.values.pop(problem.column, None)
            row.problems[place] = replace(
                problem, level=Level.WARNING, reason=f"{problem.reason}；这一格先空着，记为存疑"
            )
    return doubts


def _kind(row: StagedRow) -> list[str]:
    """Without a kind the number may say it; an unmarked certificate of a person is most often a worker's."""
    if row.values.get("kind"):
        return []
    number = number_key(str(row.values.get("number") or ""))
    guessed = CertificateKind.SPECIAL_WORKER
    if "安许证字" in number or row.values.get("uscc"):
        guessed = CertificateKind.ENTERPRISE_LICENSE
    elif "建安" in number:
        guessed = CertificateKind.SAFETY_MANAGER
    elif row.values.get("filing_no") or row.values.get("serial"):
        guessed = CertificateKind.CRANE_REGISTRATION
    row.warn("kind", f"存疑：{NO_KIND}为{guessed.label}")  # before the guess is written: the sheet did not say it
    row.values |= {"kind": guessed.value, "_guessed": True}
    return [f"{NO_KIND}为{guessed.label}"]


def _holder(row: StagedRow) -> list[str]:
    said = row.values
    holder, doubts = plain_text(str(said.get("holder") or "")), []
    if not holder and HOLDERS[said["kind"]] == HolderKind.EQUIPMENT:
        holder = clean_code(str(said.get("filing_no") or said.get("serial") or ""))
    if not holder:
        holder = "（未写明）"
        doubts.append(NO_HOLDER)
        row.warn("holder", f"存疑：{NO_HOLDER}")
    said |= {"holder": holder, "_holder_key": name_key(holder)}
    for name in ("employer", "project_name", "issuer"):
        text = plain_text(str(said.get(name) or ""))
        if name in said:
            said[name] = "" if text in NOBODY else text
    return doubts


def _class(row: StagedRow) -> None:
    text = plain_text(str(row.values.get("class") or ""))
    if not text:
        return
    code, _, rest = text.partition(" ")
    found = class_named(row.values["kind"], text) or (class_named(row.values["kind"], code) if rest else None)
    row.values["_class"] = found.code if found else text[:CLASS_LENGTH]
    row.values["_class_name"] = found.name if found else text


def _warn_numbers(row: StagedRow) -> None:
    """What is wrong with the numbers is said before anything is written; the doubt itself is written with the row."""
    said = row.values
    for doubt in number_doubts(said["kind"], str(said.get("number") or "")):
        row.warn("number", f"存疑：{doubt}")
    for doubt in licence_doubts(str(said.get("licence_id") or "")):
        row.warn("licence_id", f"存疑：{doubt}")
    if code := clean_code(str(said.get("uscc") or "")):
        said["_uscc"] = code
        for doubt in uscc_doubts(code):
            row.warn("uscc", f"存疑：{doubt}")
    if number := said.get("id_no"):
        said["_id"] = sealed_number(str(number))
        said["_id_doubts"] = id_number_doubts(str(number))
        for doubt in said["_id_doubts"]:
            row.warn("id_no", f"存疑：{doubt}")
    if said.get("valid_from") and said.get("valid_to") and said["valid_to"] < said["valid_from"]:
        row.warn("valid_to", "存疑：有效期止早于有效期起")

"""The papers of notices that still run or were issued lately: what they say, frozen with its hash, as when signing."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from zhiben.domains.hazards.terms import Level, StopArea
from zhiben.domains.hazards.workflow import NOTICE_FLOWS
from zhiben.kernel.audit.models import Act
from zhiben.kernel.papers.issued import ISSUED, OBJECT, hash_of
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.world.bulk.cast import SYSTEM
from zhiben.world.bulk.days import DAY, uid
from zhiben.world.bulk.notices import REQUIREMENTS, STOP_SCOPE
from zhiben.world.bulk.sheets import Story, Template, blank, clean
from zhiben.world.stories import NAMES

if TYPE_CHECKING:
    from zhiben.world.bulk.telling import Case, Teller

LATELY: Final = 60 * DAY
PHRASES: Final = {
    "RECTIFY": {"basis": "basis.RECTIFY", "consequence": "consequence.RECTIFY", "closing": "recheck"},
    "STOP": {"basis": "basis.STOP", "consequence": "consequence.STOP", "closing": "resume_procedure", "remedy": "remedy"},
}  # fmt: skip


def wants_paper(stage: str, signed: int, now: int) -> bool:
    """Older papers of what is long closed were kept as paper: nobody scans them any more."""
    return stage in ("issued", "received", "replied", "half", "cleared") or (signed <= now and now - signed < LATELY)


def write_paper(teller: "Teller", case: "Case", kind: str, levels: list[str]) -> Template:
    """Fills in what the paper says, once its number is known. Returns its row and the act that seals its hash."""
    content = _content(teller, case, kind, levels)
    case.blanks |= {
        "paper_token": f"{teller.chance.getrandbits(128):032x}", "paper_hash": hash_of(content),
        "paper_content": clean(json.dumps(content, ensure_ascii=False)),
    }  # fmt: skip
    return paper_story(kind)


def new_paper(teller: "Teller", case: "Case") -> None:
    case.blanks["paper"] = uid(teller.chance, case.found)


@cache
def paper_story(kind: str) -> Template:
    story = Story()
    story.add(
        IssuedPaper, id=blank("paper"), token=blank("paper_token"), kind=NOTICE_FLOWS[kind].code,  # type: ignore[index]
        case_id=blank("notice"), name=NAMES[kind], number=blank("no"), agency_id=blank("agency"),
        agency_name=blank("agency_name"), where_name=blank("site_name"), issued_on=blank("d_signed"),
        issued_at=blank("signed"), content=RAW_CONTENT, content_hash=blank("paper_hash"),
    )  # fmt: skip
    story.add(
        Act, at=blank("signed"), verb=ISSUED, actor_name=SYSTEM.name, role=SYSTEM.role.value, via="job",
        object_kind=OBJECT, object_id=blank("paper_dashed"),
        detail={"number": blank("no"), "hash": blank("paper_hash")},
    )  # fmt: skip
    return story.template()


RAW_CONTENT: Final = "«!paper_content»"


def _content(teller: "Teller", case: "Case", kind: str, levels: list[str]) -> dict[str, Any]:
    b, phrases = case.blanks, teller.task.phrases
    pk = b["paper"]
    b["paper_dashed"] = f"{pk[:8]}-{pk[8:12]}-{pk[12:16]}-{pk[16:20]}-{pk[20:]}"
    stop = kind == "STOP"
    return {
        "version": 1, "kind": kind, "name": NAMES[kind], "number": b["no"],
        "agency": {"name": b["agency_name"], "phone": "", "address": ""},
        "addressee": {"name": b["unit"], "uscc": b["uscc"], "legal_person": b["legal"]},
        "project": {"name": b["site_name"], "supervise_no": b["supervise_no"], "address": b["address"]},
        "visited_on": b["d_found"], "issued_on": b["d_signed"], "signed_by": b["leader"],
        "requirements": REQUIREMENTS, "stop_scope": STOP_SCOPE if stop else "",
        "stop_area": StopArea.PART.label if stop else "",
        "officers": [{"name": b[who], "certificate_no": b[f"{who}_certificate"]} for who in ("by", "other")],
        "items": [_item(b, number, level) for number, level in enumerate(levels, 1)],
        "remedy": "", **{name: phrases[key] for name, key in PHRASES[kind].items()},
    }  # fmt: skip


def _item(b: dict[str, str], number: int, level: str) -> dict[str, Any]:
    major = level == Level.MAJOR
    five = {"five": {"unit": b["unit"], "fund": "", "emergency": ""}} if major else {}
    return {
        "no": number, "level": Level(level).label, "location": b[f"l{number}"], "description": b[f"x{number}"],
        "basis": b[f"kt{number}"] if major else "", "measure": b[f"m{number}"], "deadline_on": b["d_due"],
        "responsible_person": b["manager"], "fixed_on_spot": False, **five,
    }  # fmt: skip

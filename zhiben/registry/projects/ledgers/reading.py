"""What a row of the project ledger means beyond its cells: the place, the codes' doubts, who is named."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.coordinates import Datum, Position, datum_of, to_stored
from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.papers.ledger import Run, StagedRow
from zhiben.kernel.papers.nearest import nearest_names
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.agencies.public import divisions_named_in
from zhiben.registry.enterprises.public import all_names, ids_by_name
from zhiben.registry.people.public import sealed_phone
from zhiben.registry.projects.codes import permit_doubts, project_code_doubts
from zhiben.registry.projects.ledgers.responsible import Responsible

CODES: Final = ("project_code", "supervise_no", "permit_no")
DOUBTS: Final = {"project_code": project_code_doubts, "permit_no": permit_doubts}
PARTIES: Final = ("owner", "contractor", "consultant")
HEADS: Final = ("pm", "chief")
SOUTHERNMOST, NORTHERNMOST, WESTERNMOST, EASTERNMOST = 3.0, 54.0, 73.0, 136.0
NOBODY: Final = ("无", "/", "\\", "-", "—", "——")


def key(values: Mapping[str, Any]) -> str:
    """监督编号 tells a project; without one its name and place do."""
    number = clean_code(str(values.get("supervise_no") or ""))
    name, place = values.get("_name_key") or "", values.get("_place") or ""
    return number or (f"{name}|{place}|{values.get('_permit_no') or ''}" if name else "")


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    for row in rows:
        _prepare_names(row)
        _prepare_codes(row)
        _prepare_heads(row)
        _check_days(row)
    _prepare_positions(run, rows)
    _prepare_places(run, rows)
    _prepare_parties(rows)


def _prepare_names(row: StagedRow) -> None:
    if name := row.values.get("name"):
        row.values |= {"name": plain_text(name), "_name_key": name_key(name)}


def _prepare_codes(row: StagedRow) -> None:
    doubts: list[str] = []
    for name in CODES:
        if name in row.values:
            row.values[f"_{name}"] = clean_code(str(row.values[name] or ""))
            found = DOUBTS[name](row.values[f"_{name}"]) if name in DOUBTS else []
            doubts += found
            for doubt in found:
                row.warn(name, f"存疑：{doubt}")
    if "project_code" in row.values or "permit_no" in row.values:
        row.values |= {"_doubts": doubts, "_doubtful": bool(doubts)}


def _prepare_heads(row: StagedRow) -> None:
    for name in HEADS:
        people = row.values.get(name)
        if not people:
            continue
        if len(people) > 1:
            row.warn(name, f"写了{len(people)}个人，只登记第一个")
        phone = people[0]["phone"] or row.values.get(f"{name}_phone") or ""
        row.values[f"_{name}"] = {"name": people[0]["name"], **sealed_phone(phone)}


def _check_days(row: StagedRow) -> None:
    start, end = row.values.get("start"), row.values.get("plan_end")
    if start and end and end < start:
        row.error("plan_end", f"计划竣工（{end}）早于开工日期（{start}）")


def _prepare_positions(run: Run, rows: Sequence[StagedRow]) -> None:
    """Degrees in the datum we store: the ledger says in which it has them, else the parameter of the place does."""
    placed = [row for row in rows if row.values.get("lat") is not None or row.values.get("lng") is not None]
    if not placed:
        return
    usual = Datum(value_of("projects.ledger_datum", path=run.path, on=day_of(run.at)))
    for row in placed:
        said = str(row.values.get("datum") or "")
        datum = datum_of(said) if said else usual
        if datum is None:
            row.error("datum", f"认不出“{said}”这个坐标系，请写 CGCS2000、WGS-84 或 GCJ-02")
            continue
        _prepare_position(row, datum)


def _prepare_position(row: StagedRow, datum: Datum) -> None:
    lat, lng = row.values.get("lat"), row.values.get("lng")
    if lat is None or lng is None:
        row.error("lat" if lat is None else "lng", "纬度和经度要一起填")
    elif SOUTHERNMOST <= float(lng) <= NORTHERNMOST and WESTERNMOST <= float(lat) <= EASTERNMOST:
        row.error("lat", "纬度和经度写反了")
    elif not (SOUTHERNMOST <= float(lat) <= NORTHERNMOST and WESTERNMOST <= float(lng) <= EASTERNMOST):
        row.error("lat", "这个位置不在国内，请核对")
    else:
        at = to_stored(Position(float(lat), float(lng)), datum)
        row.values |= {"_lat": f"{at.lat:.6f}", "_lng": f"{at.lng:.6f}", "_datum": datum.value}


def _prepare_places(run: Run, rows: Sequence[StagedRow]) -> None:
    texts = {str(r.values["region"]) for r in rows if r.values.get("region")}
    places = divisions_named_in(texts, run.path)
    responsible = Responsible.of(run, [p.code for p in places.values() if p], rows)
    for row in rows:
        text = row.values.get("region")
        if not text:
            continue
        place = places[text]
        if place is None:
            row.error("region", f"辖区内没有“{text}”这个区县，或者有几个同名的，请写全称")
            continue
        row.values |= {
            "_place": place.path, "_province": place.province, "_city": place.city, "_county": place.county,
        }  # fmt: skip
        agency = responsible.agency(row, place)
        if agency is not None:
            row.values |= {"_agency": str(agency.pk), "_scope": agency.path}


def _prepare_parties(rows: Sequence[StagedRow]) -> None:
    """A name nobody has registered is registered with the import; near names are offered in case it is a misspelling."""
    named = {str(r.values[p]) for r in rows for p in PARTIES if r.values.get(p) not in (None, "", *NOBODY)}
    known = ids_by_name(named)
    new = sorted(n for n in named if name_key(n) not in known)
    near = _near(new)
    for row in rows:
        for party in PARTIES:
            name = row.values.get(party)
            if name in (None, "", *NOBODY):
                continue
            row.values |= {party: plain_text(name), f"_{party}": name_key(name)}
            if near.get(name):
                row.warn(
                    party, f"“{name}”没有登记过，将新建；名称相近的已有{len(near[name])}家", suggestions=near[name]
                )
            elif len(known.get(name_key(name), [])) > 1:
                row.warn(party, f"登记有{len(known[name_key(name)])}家同名企业，对应到最早登记的一家")


def _near(new: list[str]) -> dict[str, list[str]]:
    return nearest_names(new[:300], all_names()) if new else {}

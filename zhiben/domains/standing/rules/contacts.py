"""One telephone or one pay card for many people. Compared by keyed index: nobody opens a number for it."""

from typing import Final

from zhiben.domains.standing.parameters import ACCOUNT_SHARED, PHONE_SHARED
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.rules.declarations import Scope, Statement, rule
from zhiben.kernel.rules.terms import Severity
from zhiben.kernel.rules.writing import fact, node, step

# A path shows the first so many; the facts say how many there are.
SHOWN: Final = 20
# Where the people behind a number belong: their projects of today, else their employers' places.
TEXT: Final = """
with shared as (
    select p.{index} as key, count(*) as number from people_person p where p.{index} <> ''{narrow}
    group by p.{index} having count(*) >= %(least)s),
member as (
    select s.key, s.number, p.id, p.name, p.{masked} as masked, p.employer_id,
           row_number() over (partition by s.key order by p.created_at, p.id) as position
    from shared s join people_person p on p.{index} = s.key),
site as (
    select distinct m.key, pr.agency_id, pr.place from member m
    join projects_projectpost t on t.person_id = m.id and t.valid_from <= %(today)s
         and (t.valid_to is null or t.valid_to > %(today)s)
    join projects_project pr on pr.id = t.project_id),
home as (
    select distinct m.key, a.id as agency_id, d.path as place from member m join enterprises_enterprise e on e.id = m.employer_id
    join agencies_division d on d.code = e.division_code
    left join agencies_agency a on a.division_id = d.code and a.kind = 'authority' and a.dept_category = 'housing'
         and (a.valid_to is null or a.valid_to > %(today)s)),
around as (select key, agency_id, place, 0 as rank from site union all select key, agency_id, place, 1 from home),
belongs as (select key, array_agg(agency_id order by rank, place, agency_id) as agencies,
    array_agg(place order by rank, place, agency_id) as places from around group by key)
select m.key, (array_agg(m.id order by m.position))[1] as subject_id,
    (array_agg(m.name order by m.position))[1] || '等' || max(m.number) || '人' as subject_name,
    jsonb_build_array({facts}) as facts, jsonb_agg({path} order by m.position) filter (where m.position <= {shown}) as path,
    b.agencies, b.places
from member m left join belongs b on b.key = m.key group by m.key, b.agencies, b.places"""


def _shared(scope: Scope, column: str, word: str, parameter: str) -> Statement:
    shown = f"coalesce(nullif(m.masked, ''), '同一{word}')"
    text = TEXT.format(
        index=f"{column}_index", masked=f"{column}_masked", narrow=scope.narrow(f"p.{column}_index", "text"), shown=SHOWN,
        facts=", ".join((fact(word, f"max({shown})"), fact("登记人数", "max(m.number) || ' 人'"))),
        path=step(node("person", "m.id", "m.name"), f"'登记的{word}是'", node("number", "null", shown)),
    )  # fmt: skip
    return Statement(text, {**scope.values, "least": value_of(parameter, path="", on=scope.on)})


@rule(
    code="phone-shared", label="多人共用一个手机号", subject="person", severity=Severity.MEDIUM,
    meaning="同一个手机号登记在多人名下，可能是代填、代签或虚挂",
    basis=("建筑工人实名制管理办法",), parameters=(PHONE_SHARED,),
)  # fmt: skip
def phone_shared(scope: Scope) -> Statement:
    return _shared(scope, "phone", "手机号", PHONE_SHARED)


@rule(
    code="account-shared", label="多人共用一张工资卡", subject="person", severity=Severity.HIGH,
    meaning="同一个工资卡号登记在多人名下，可能是代领、虚挂或人员重复",
    basis=("保障农民工工资支付条例", "建筑工人实名制管理办法"), parameters=(ACCOUNT_SHARED,),
)  # fmt: skip
def account_shared(scope: Scope) -> Statement:
    return _shared(scope, "account", "工资卡号", ACCOUNT_SHARED)

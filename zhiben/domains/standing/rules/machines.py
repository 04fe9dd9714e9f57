"""One crane on two sites: by its serial number and maker, whether the register has it once or twice."""

from typing import Final

from zhiben.domains.standing.parameters import OVERLAP_DAYS
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.rules.declarations import Scope, Statement, rule
from zhiben.kernel.rules.terms import Severity
from zhiben.kernel.rules.writing import fact, node, step

NAME: Final = "coalesce(nullif(concat_ws(' ', nullif(s.model, ''), nullif(s.serial, '')), ''), '设备')"
PERIOD: Final = "'自' || to_char(s.valid_from, 'YYYY-MM-DD') || coalesce('至' || to_char(s.valid_to, 'YYYY-MM-DD'), '起') || '在此使用'"


@rule(
    code="machine-two-sites", label="同一设备在两个工地", subject="equipment", severity=Severity.HIGH,
    meaning="同一制造单位、同一出厂编号的起重机械，在两个工地的使用期重叠",
    basis=("建筑起重机械安全监督管理规定（建设部令第166号）", "建筑起重机械备案登记办法（建质〔2008〕76号）"),
    parameters=(OVERLAP_DAYS,),
)  # fmt: skip
def machine_two_sites(scope: Scope) -> Statement:
    """Half-open: away on the day it arrives elsewhere is no overlap."""
    text = f"""
with machine as (
    select q.serial_key || '|' || q.maker_key as key, q.id, q.model, q.serial, q.maker, q.serial_key, q.maker_key,
           q.created_at
    from equipment_equipment q
   where q.merged_into is null and q.serial_key <> ''{scope.narrow("(q.serial_key || '|' || q.maker_key)", "text")}),
stand as (
    select m.*, t.id as stand_id, t.project_id, t.valid_from, t.valid_to, pr.name as project_name, pr.agency_id, pr.place
    from machine m join equipment_equipmentstand t on t.equipment_id = m.id
    join projects_project pr on pr.id = t.project_id
    where t.valid_from <= %(today)s and (t.valid_to is null or t.valid_to > %(today)s::date - %(window)s::int)),
wrong as (
    select distinct a.key, a.stand_id from stand a join stand b on b.key = a.key and b.project_id <> a.project_id
    and b.valid_from < coalesce(a.valid_to, 'infinity') and a.valid_from < coalesce(b.valid_to, 'infinity'))
select s.key, (array_agg(s.id order by s.created_at, s.id))[1] as subject_id,
    (array_agg({NAME} order by s.created_at, s.id))[1] as subject_name,
    jsonb_build_array({fact("出厂编号", "(array_agg(s.serial order by s.created_at, s.id))[1]")},
        {fact("制造单位", "coalesce(nullif((array_agg(s.maker order by s.created_at, s.id))[1], ''), '未登记')")},
        {fact("同时所在", "count(distinct s.project_id) || ' 个工地'")}) as facts,
    jsonb_agg({step(node("equipment", "s.id", NAME), PERIOD, node("project", "s.project_id", "s.project_name"))}
        order by s.valid_from, s.stand_id) as path,
    array_agg(s.agency_id order by s.valid_from desc, s.stand_id desc) as agencies,
    array_agg(s.place order by s.valid_from desc, s.stand_id desc) as places
from stand s join wrong w on w.stand_id = s.stand_id group by s.key"""  # noqa: S608
    return Statement(text, {**scope.values, "window": value_of(OVERLAP_DAYS, path="", on=scope.on)})

"""Those who head a barred firm, met again elsewhere."""

from typing import Final

from zhiben.domains.standing.terms import OF_THE_FIRM, BarKind
from zhiben.kernel.rules.declarations import Scope, Statement, rule
from zhiben.kernel.rules.terms import Severity
from zhiben.kernel.rules.writing import fact, node, step, words
from zhiben.registry.enterprises.terms import HeadPost
from zhiben.registry.projects.terms import UNDER_CONSTRUCTION, Post

KINDS: Final = ", ".join(f"'{kind.value}'" for kind in OF_THE_FIRM)
STATUSES: Final = ", ".join(f"'{status.value}'" for status in UNDER_CONSTRUCTION)
IN_FORCE: Final = "{0}.valid_from <= %(today)s and ({0}.valid_to is null or {0}.valid_to > %(today)s)"
# A head is the same as a person when the person was employed by that very firm under that name; two heads are the same
# when name and telephone are. A name alone proves nothing.
TEXT: Final = f"""
with bar as (
    select b.subject_id as firm_id, string_agg(distinct {words("b.what", BarKind.choices)}, '、') as what,
           string_agg(distinct b.decision_no, '、') as decisions, array_agg(b.agency_id order by b.valid_from, b.id) as agencies
    from standing_bar b where b.subject_kind = 'enterprise' and b.what in ({KINDS}) and {
    IN_FORCE.format("b")
} {{narrow}}
    group by b.subject_id),
head as (
    select distinct r.firm_id, e.name as firm, h.name, h.post, h.phone_index from bar r
    join enterprises_enterprise e on e.id = r.firm_id
    cross join lateral (
        select t.name, {words("t.post", HeadPost.choices)} as post, t.phone_index from enterprises_enterprisepost t
        where t.enterprise_id = r.firm_id and {IN_FORCE.format("t")}
        union all select e.legal_person, '法定代表人', '' where e.legal_person <> '') h),
known as (
    select distinct h.firm_id, h.name, p.id as person_id from head h
    join people_employment t on t.enterprise_id = h.firm_id and t.valid_from <= %(today)s
    join people_person p on p.id = t.person_id and p.name = h.name),
again as (
    select h.firm_id, h.name, null::uuid as person_id, {
    words("o.post", HeadPost.choices)
} as what, 'enterprise' as kind,
           o.enterprise_id as id, e.name as place_name, null::uuid as agency_id, d.path as place
    from head h join enterprises_enterprisepost o on o.name = h.name and o.phone_index = h.phone_index
         and o.enterprise_id <> h.firm_id and {IN_FORCE.format("o")}
    join enterprises_enterprise e on e.id = o.enterprise_id left join agencies_division d on d.code = e.division_code
    where h.phone_index <> ''
    union
    select k.firm_id, k.name, k.person_id, coalesce(nullif(t.title, ''), '受聘人员'), 'enterprise', t.enterprise_id, e.name,
           null, d.path
    from known k join people_employment t on t.person_id = k.person_id and t.enterprise_id <> k.firm_id
         and {IN_FORCE.format("t")}
    join enterprises_enterprise e on e.id = t.enterprise_id left join agencies_division d on d.code = e.division_code
    union
    select k.firm_id, k.name, k.person_id, {
    words("t.post", Post.choices)
}, 'project', t.project_id, pr.name, pr.agency_id,
           pr.place
    from known k join projects_projectpost t on t.person_id = k.person_id and {IN_FORCE.format("t")}
         and t.enterprise_id is distinct from k.firm_id
    join projects_project pr on pr.id = t.project_id
    where exists (select 1 from projects_projectperiod s where s.project_id = t.project_id and s.status in ({STATUSES})
                  and {IN_FORCE.format("s")})),
firm as (
    select h.firm_id, h.firm, h.name, string_agg(distinct h.post, '、') as posts,
           max(k.person_id::text)::uuid as person_id
    from head h left join known k on k.firm_id = h.firm_id and k.name = h.name
    where exists (select 1 from again a where a.firm_id = h.firm_id and a.name = h.name)
    group by h.firm_id, h.firm, h.name),
paths as (
    select f.firm_id, 0 as part, f.name, ''::text as id,
        {
    step(node("enterprise", "f.firm_id", "f.firm"), "f.posts || '是'", node("person", "f.person_id", "f.name"))
} as hop
    from firm f
    union all
    select a.firm_id, 1, a.name, a.id::text, {
    step(
        node("person", "f.person_id", "a.name"),
        "'又任' || a.what",
        "jsonb_build_object('kind', a.kind, 'id', a.id, 'name', a.place_name)",
    )
}
    from again a join firm f on f.firm_id = a.firm_id and f.name = a.name)
select r.firm_id::text as key, r.firm_id as subject_id, e.name as subject_name,
    jsonb_build_array({fact("限制事项", "r.what")}, {fact("决定文号", "r.decisions")},
        {
    fact("涉及负责人", "(select string_agg(f.name, '、' order by f.name) from firm f where f.firm_id = r.firm_id)")
}) as facts,
    (select jsonb_agg(p.hop order by p.name, p.part, p.id) from paths p where p.firm_id = r.firm_id) as path,
    (select array_agg(a.agency_id order by a.id) filter (where a.agency_id is not null)
     from again a where a.firm_id = r.firm_id) || r.agencies as agencies,
    (select array_agg(a.place order by (a.agency_id is null), a.id) filter (where a.place is not null)
     from again a where a.firm_id = r.firm_id) as places
from bar r join enterprises_enterprise e on e.id = r.firm_id where r.firm_id in (select firm_id from firm)"""  # noqa: S608


@rule(
    code="barred-director", label="受限企业负责人另任职", subject="enterprise", severity=Severity.HIGH,
    meaning="被限制投标、市场禁入或限制许可的企业，其负责人又在别的企业或项目任职，可能换壳经营",
    basis=("建筑市场信用管理暂行办法", "安全生产违法失信联合惩戒规定"),
)  # fmt: skip
def barred_director(scope: Scope) -> Statement:
    return Statement(TEXT.format(narrow=scope.narrow("b.subject_id")), scope.values)

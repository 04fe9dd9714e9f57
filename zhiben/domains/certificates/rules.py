"""One certificate on two people."""

from zhiben.kernel.rules.declarations import Scope, Statement, rule
from zhiben.kernel.rules.terms import Severity
from zhiben.kernel.rules.writing import fact, node, step


@rule(
    code="certificate-two-people", label="一证多人", subject="person", severity=Severity.HIGH,
    meaning="同一个证书编号登记在两个人名下，至少有一个是冒用、套用或错登",
    basis=("住房和城乡建设部令第17号", "建筑施工特种作业人员管理规定（建质〔2008〕75号）"),
)  # fmt: skip
def certificate_two_people(scope: Scope) -> Statement:
    """Certificates of the register that have not ended, and what ledgers state of people; by number, however spelt."""
    text = f"""
with held as (
    select c.number_key as key, c.person_id, c.number, c.issuer_name as issuer, '持有证书' as how
    from certificates_certificate c
    where c.number_key <> '' and c.person_id is not null and c.closed_at is null{scope.narrow("c.number_key", "text")}
    union all
    select c.number_key, c.person_id, c.number, c.issuer, '台账填报的证书'
    from people_statedcertificate c where c.number_key <> '' and not c.linked{scope.narrow("c.number_key", "text")}),
wrong as (select key from held group by key having count(distinct person_id) > 1),
holder as (
    select h.key, h.person_id, max(h.number) as number, max(h.issuer) as issuer, string_agg(distinct h.how, '、') as how
    from held h join wrong w on w.key = h.key group by h.key, h.person_id),
site as (
    select distinct h.key, pr.agency_id, pr.place, 0 as rank from holder h
    join projects_projectpost t on t.person_id = h.person_id and t.valid_from <= %(today)s
         and (t.valid_to is null or t.valid_to > %(today)s)
    join projects_project pr on pr.id = t.project_id),
home as (
    select distinct h.key, a.id as agency_id, d.path as place, 1 as rank from holder h
    join people_person p on p.id = h.person_id join enterprises_enterprise e on e.id = p.employer_id
    join agencies_division d on d.code = e.division_code
    left join agencies_agency a on a.division_id = d.code and a.kind = 'authority' and a.dept_category = 'housing'
         and (a.valid_to is null or a.valid_to > %(today)s)),
belongs as (
    select key, array_agg(agency_id order by rank, place, agency_id) as agencies,
           array_agg(place order by rank, place, agency_id) as places
    from (select * from site union all select * from home) x group by key)
select h.key, (array_agg(p.id order by p.created_at, p.id))[1] as subject_id,
    string_agg(p.name, '、' order by p.created_at, p.id) as subject_name,
    jsonb_build_array({fact("证书编号", "max(h.number)")}, {fact("登记人数", "count(*) || ' 人'")}) as facts,
    jsonb_agg({step(node("person", "p.id", "p.name"), "h.how", node("number", "null", "h.number"))} order by p.created_at, p.id) as path,
    b.agencies, b.places
from holder h join people_person p on p.id = h.person_id left join belongs b on b.key = h.key
group by h.key, b.agencies, b.places"""  # noqa: S608
    return Statement(text, scope.values)

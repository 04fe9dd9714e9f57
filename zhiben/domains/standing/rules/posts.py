"""A person in two places at once, or on more projects than the post allows."""

from typing import Final

from zhiben.domains.standing.parameters import EXCLUSIVE, MOST_PROJECTS, WORKER
from zhiben.kernel.parameters.by_set import AS_NUMBER, nearest_sql, nearest_value
from zhiben.kernel.rules.declarations import Scope, Statement, rule
from zhiben.kernel.rules.terms import Severity
from zhiben.kernel.rules.writing import node, step, words
from zhiben.registry.projects.terms import UNDER_CONSTRUCTION, Post

POSTS: Final = (*Post.choices, (WORKER, "现场作业人员"))
STATUSES: Final = ", ".join(f"'{status.value}'" for status in UNDER_CONSTRUCTION)
# Who is where today, on projects under construction; first of all only those on more than one project, few of many. By
# window, not by a join: of such steps the planner knows no numbers.
HELD: Final = f"""
    select t.person_id, t.post, t.project_id, t.valid_from, pr.name as project_name, pr.agency_id, pr.place
    from (select q.*, min(q.project_id::text) over mine as one, max(q.project_id::text) over mine as other
          from ({{sources}}) q window mine as (partition by q.person_id)) t
    join projects_project pr on pr.id = t.project_id
    where t.one <> t.other and exists (
        select 1 from projects_projectperiod s where s.project_id = t.project_id and s.status in ({STATUSES})
        and s.valid_from <= %(today)s and (s.valid_to is null or s.valid_to > %(today)s))"""  # noqa: S608
DATED: Final = "t.valid_from <= %(today)s and (t.valid_to is null or t.valid_to > %(today)s)"
OF_POSTS: Final = f"select person_id, post, project_id, valid_from from projects_projectpost t where {DATED}"  # noqa: S608
OF_WORKERS: Final = (
    f"select person_id, '{WORKER}' as post, project_id, valid_from from projects_siteworker t "  # noqa: S608
    f"where t.project_id is not null and {DATED}"
)
WHERE: Final = f"""
    select jsonb_agg({
    step(
        node("person", "p.id", "p.name"),
        f"'自' || to_char(h.valid_from, 'YYYY-MM-DD') || '起任' || {words('h.post', POSTS)}",
        node("project", "h.project_id", "h.project_name"),
    )
} order by h.valid_from, h.project_id, h.post) as path,
    array_agg(h.agency_id order by h.valid_from desc, h.project_id desc) as agencies,
    array_agg(h.place order by h.valid_from desc, h.project_id desc) as places,
    string_agg(distinct {words("h.post", POSTS)}, '、') as posts, count(distinct h.project_id) as projects
    from held h where h.person_id = p.id"""  # noqa: S608


@rule(
    code="posts-over-limit", label="任职项目超过上限", subject="person", severity=Severity.HIGH,
    meaning="一个人同时担任同一岗位的在建项目数超过了规定的上限",
    basis=("注册建造师管理规定", "GB/T 50319-2013 第3.1.5条", "住房和城乡建设部令第17号"),
    parameters=tuple(MOST_PROJECTS.values()),
)  # fmt: skip
def posts_over_limit(scope: Scope) -> Statement:
    """The strictest limit among the places where the projects stand."""
    most = nearest_sql("'standing.most_projects.' || o.post", "w.place", AS_NUMBER)
    text = f"""
with held as materialized ({HELD.format(sources=OF_POSTS + scope.narrow("t.person_id"))}),
several as (select person_id, post, count(distinct project_id) as number from held group by person_id, post
            having count(distinct project_id) > 1),
wrong as (select * from (
    select o.person_id, o.post, o.number, (select min({most}) from (
        select distinct h.place from held h where h.person_id = o.person_id and h.post = o.post) w) as most
    from several o) x where x.number > x.most)
select p.id::text as key, p.id as subject_id, p.name as subject_name, f.facts, w.path, w.agencies, w.places
from people_person p
cross join lateral (select jsonb_agg(jsonb_build_object('label', {words("x.post", POSTS)},
    'value', x.number || ' 个在建项目，规定最多 ' || x.most || ' 个') order by x.post) as facts
    from wrong x where x.person_id = p.id) f
cross join lateral ({WHERE} and h.post in (select x.post from wrong x where x.person_id = p.id)) w
where p.id in (select person_id from wrong)"""  # noqa: S608
    return Statement(text, scope.values)


@rule(
    code="person-two-places", label="同一人在两处任职", subject="person", severity=Severity.HIGH,
    meaning="担任不得跨项目兼任的岗位，同时又在另一个在建项目任职或作业",
    basis=("住房和城乡建设部令第17号", "建筑工人实名制管理办法"), parameters=(EXCLUSIVE,),
)  # fmt: skip
def person_two_places(scope: Scope) -> Statement:
    """Different posts on different projects, one of them exclusive; a worker on two sites. The same post on several
    projects is a question of its limit."""
    narrow = scope.narrow("t.person_id")
    exclusive = nearest_value(EXCLUSIVE, "a.place", "p.value @> to_jsonb(a.post::text)")
    text = f"""
with held as materialized ({HELD.format(sources=f"{OF_POSTS}{narrow} union all {OF_WORKERS}{narrow}")}),
wrong as (select distinct a.person_id from held a join held b on b.person_id = a.person_id
    and b.project_id <> a.project_id and (b.post <> a.post or a.post = '{WORKER}')
    where {exclusive})
select p.id::text as key, p.id as subject_id, p.name as subject_name,
    jsonb_build_array(jsonb_build_object('label', '岗位', 'value', w.posts),
                      jsonb_build_object('label', '同时所在', 'value', w.projects || ' 个在建项目')) as facts,
    w.path, w.agencies, w.places
from people_person p cross join lateral ({WHERE}) w where p.id in (select person_id from wrong)"""  # noqa: S608
    return Statement(text, scope.values)

"""The statements that compare what a rule answers with what is open."""

from typing import Final

from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.rules.terms import FindingState

SYSTEM: Final = "系统"

LAY_OUT: Final = """create temp table rules_found on commit drop as
select f.key, f.subject_id, left(f.subject_name, 200) as subject_name, f.facts, f.path,
       array_remove(coalesce(f.agencies, '{{}}'), null) as agencies, array_remove(coalesce(f.places, '{{}}'), null) as places,
       md5(f.facts::text || f.path::text) as digest
from ({asked}) f"""
CHANGE: Final = f"""
with was as (
    select r.id, r.state from rules_finding r join rules_found f on f.key = r.key
    where r.rule = %(rule)s and r.cleared_at is null and r.digest <> f.digest for update of r),
moved as (
    update rules_finding r set facts = f.facts, path = f.path, digest = f.digest, subject_id = f.subject_id,
        subject_name = f.subject_name, state = '{FindingState.OPEN}', changed_at = %(at)s,
        agency_id = f.agencies[1], agencies = f.agencies, places = f.places, areas = {{areas}},
        (province, city, county) = {{levels}}
    from rules_found f, was where was.id = r.id and f.key = r.key returning r.id, was.state, r.facts),
unlinked as (delete from rules_findingsubject s using moved m where s.finding_id = m.id)
insert into rules_findingmove (id, finding_id, verb, run_id, at, by, note, facts)
select {NEW_ID}, id, case state when '{FindingState.DISMISSED}' then 'reopened' else 'changed' end, %(run)s, %(at)s,
       '{SYSTEM}', '', facts from moved"""  # noqa: S608
RAISE: Final = f"""
with raised as (
    insert into rules_finding (id, rule, key, subject_kind, subject_id, subject_name, severity, state, facts, path, digest,
        agency_id, agencies, places, areas, province, city, county, raised_at, changed_at, reason, decided_by)
    select {NEW_ID}, %(rule)s, f.key, %(subject)s, f.subject_id, f.subject_name, %(severity)s, '{FindingState.OPEN}',
        f.facts, f.path, f.digest, f.agencies[1], f.agencies, f.places, {{areas}}, l.province, l.city, l.county,
        %(at)s, %(at)s, '', ''
    from rules_found f cross join lateral {{levels}} l
    where not exists (select 1 from rules_finding r where r.rule = %(rule)s and r.key = f.key and r.cleared_at is null)
    returning id, facts)
insert into rules_findingmove (id, finding_id, verb, run_id, at, by, note, facts)
select {NEW_ID}, id, 'raised', %(run)s, %(at)s, '{SYSTEM}', '', facts from raised"""  # noqa: S608
CLEAR: Final = f"""
with gone as (
    update rules_finding r set state = '{FindingState.CLEARED}', cleared_at = %(at)s, changed_at = %(at)s
    where r.rule = %(rule)s and r.cleared_at is null and (%(all)s or r.key = any (%(keys)s))
      and not exists (select 1 from rules_found f where f.key = r.key)
    returning r.id, r.facts)
insert into rules_findingmove (id, finding_id, verb, run_id, at, by, note, facts)
select {NEW_ID}, id, 'cleared', %(run)s, %(at)s, '{SYSTEM}', '', facts from gone"""  # noqa: S608
LINK: Final = f"""
insert into rules_findingsubject (id, finding_id, kind, subject_id)
select {NEW_ID}, n.finding_id, n.kind, n.subject_id from (
    select distinct r.id as finding_id, e.one ->> 'kind' as kind, (e.one ->> 'id')::uuid as subject_id
    from rules_findingmove m join rules_finding r on r.id = m.finding_id
    left join lateral jsonb_array_elements(r.path) hop on true
    cross join lateral (values (hop -> 'from'), (hop -> 'to'),
        (jsonb_build_object('kind', r.subject_kind, 'id', r.subject_id))) e(one)
    where m.run_id = %(run)s and m.verb <> 'cleared' and e.one ->> 'id' is not null) n"""  # noqa: S608
# Codes of all divisions concerned, and of the levels of the first place.
AREAS: Final = """(select coalesce(array_agg(distinct rpad(s, 6, '0') order by rpad(s, 6, '0')), '{}')
    from unnest(f.places) p, unnest(string_to_array(rtrim(p, '.'), '.')) s where s <> '')"""
LEVELS: Final = """(select coalesce(max(rpad(s, 6, '0')) filter (where length(s) = 2), '') as province,
    coalesce(max(rpad(s, 6, '0')) filter (where length(s) = 4), '') as city,
    coalesce(max(s) filter (where length(s) = 6), '') as county
    from unnest(string_to_array(rtrim(coalesce(f.places[1], ''), '.'), '.')) s)"""

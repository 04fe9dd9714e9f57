"""Issued notices move their token, content and hash to the table of issued papers, which answers for every kind."""

import django.db.models.deletion
from django.db import migrations, models

# A notice whose content was never frozen gets no paper: nothing would prove it.
MOVE = """
insert into papers_issuedpaper (id, token, kind, case_id, name, number, agency_id, agency_name, where_name, issued_on,
                                issued_at, content, content_hash, revoked_at, revoked_why)
select n.id, n.token, 'notice.' || lower(n.kind), n.id, n.name, n.number, n.agency_id,
       coalesce(n.content -> 'agency' ->> 'name', ''), n.where_name, n.issued_on,
       coalesce(last.at, n.issued_on::timestamp at time zone 'Asia/Shanghai'), n.content, n.content_hash,
       case when n.state = 'VOIDED' then coalesce(void.at, n.closed_at, now()) end,
       case when n.state = 'VOIDED' then left(coalesce(void.reason, ''), 300) else '' end
  from hazards_notice n
  left join lateral (select m.at from workflow_casemove m where m.case_id = n.id
                        and m.action in ('issue', 'sign', 'approve_and_issue') order by m.seq desc limit 1) last on true
  left join lateral (select m.at, m.inputs ->> 'reason' as reason from workflow_casemove m
                      where m.case_id = n.id and m.action = 'void' order by m.seq desc limit 1) void on true
 where n.issued_on is not null and n.content is not null and n.content_hash <> '';
insert into audit_act (at, verb, actor_id, actor_name, role, via, object_kind, object_id, detail)
select now(), 'paper.issue', null, '系统', 'system', 'cli', 'paper', n.id::text,
       jsonb_build_object('number', n.number, 'hash', n.content_hash)
  from hazards_notice n where exists (select from papers_issuedpaper p where p.id = n.id);
update hazards_notice n set paper_id = n.id where exists (select from papers_issuedpaper p where p.id = n.id);
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0006_due_rule"),
        ("papers", "0004_wrong_tries"),
        ("audit", "0001_initial"),
        ("workflow", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            model_name="notice",
            name="paper",
            field=models.OneToOneField(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="papers.issuedpaper", verbose_name="制发文书",
            ),
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="notice", name="token"),
        migrations.RemoveField(model_name="notice", name="content"),
        migrations.RemoveField(model_name="notice", name="content_hash"),
        migrations.DeleteModel(name="WrongTries"),
    ]  # fmt: skip

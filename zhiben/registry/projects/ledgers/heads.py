"""The two heads a project ledger names: 项目负责人 and 总监. Who holds the post today keeps it if the name is the same."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.text import name_key
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.registry.people.public import Named, ensure_people, set_phones
from zhiben.registry.projects.models import ProjectPost
from zhiben.registry.projects.terms import Post

TABLE: Final = ProjectPost._meta.db_table
# Post and employer's role by the ledger's column.
HEADS: Final = {"pm": (Post.SITE_MANAGER, "contractor"), "chief": (Post.CHIEF_CONSULTANT, "consultant")}
SAID: Final = """
select s.target_id, h.name, s.parsed -> ('_' || h.name), y.enterprise_id, p.start_on, s.status = 'created'
  from papers_stagingrow s
  join (values ('pm', 'contractor'), ('chief', 'consultant')) h(name, role) on s.parsed ? ('_' || h.name)
  join projects_project p on p.id = s.target_id
  left join projects_projectparty y on y.project_id = p.id and y.role = h.role and y.valid_to is null
 where s.batch_id = %(batch)s and s.status in ('created', 'updated', 'unchanged')
"""


@dataclass(frozen=True, kw_only=True)
class Head:
    """One head as the ledger names him, and where."""

    project_id: UUID
    post: Post
    named: Named
    since: Any


def write_heads(run: Run) -> None:
    heads = _said(run)
    holders = _holders(heads)
    phones: dict[UUID, Named] = {}
    new: list[Head] = []
    for head in heads:
        holder = holders.get((head.project_id, head.post.value))
        if holder is None or holder.person.name_key != name_key(head.named.name):
            new.append(head)
        elif head.named.phone_index and holder.person.phone_index != head.named.phone_index:
            phones[holder.person_id] = head.named
    set_phones(run, phones)
    people = ensure_people(run, [h.named for h in new])
    left = [holders[h.project_id, h.post.value].pk for h in new if (h.project_id, h.post.value) in holders]
    effects.note_before(run, TABLE, "select unnest(%(left)s::uuid[])", {"left": left})
    ProjectPost.objects.filter(pk__in=left).update(valid_to=day_of(run.at))
    effects.note_after(run, TABLE)
    made = [
        ProjectPost(
            project_id=h.project_id, post=h.post, person_id=people[h.named.key], enterprise_id=h.named.employer_id,
            valid_from=h.since,
        )
        for h in new
    ]  # fmt: skip
    ProjectPost.objects.bulk_create(made, batch_size=1000)
    effects.note_created(run, TABLE, "select unnest(%(made)s::uuid[])", {"made": [p.pk for p in made]})


def _said(run: Run) -> list[Head]:
    today = day_of(run.at)
    with connection.cursor() as cursor:
        cursor.execute(SAID, {"batch": run.batch_id})
        rows = cursor.fetchall()
    heads: dict[tuple[UUID, str], Head] = {}
    for project_id, column, said, employer, start_on, is_new in rows:
        person = json.loads(said)
        named = Named(
            name=person["name"], employer_id=employer, phone_index=person["index"], phone_cipher=person["cipher"],
            phone_masked=person["masked"],
        )  # fmt: skip
        since = min(start_on or today, today) if is_new else today
        heads[project_id, column] = Head(project_id=project_id, post=HEADS[column][0], named=named, since=since)
    return list(heads.values())


def _holders(heads: Sequence[Head]) -> dict[tuple[UUID, str], ProjectPost]:
    rows = ProjectPost.objects.filter(
        project_id__in={h.project_id for h in heads}, post__in={h.post for h in heads}, valid_to=None
    )
    return {(p.project_id, p.post): p for p in rows.select_related("person").order_by("valid_from", "id")}

"""Enterprises by name, many at once: what ledgers of other packages need."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.text import name_key, plain_text
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.registry.enterprises.models import Enterprise

TABLE: Final = Enterprise._meta.db_table
ADDED_KIND: Final = """
    select e.id from enterprises_enterprise e join unnest(%(ids)s::uuid[], %(kinds)s::text[]) w(id, kind) on w.id = e.id
     where not w.kind = any(e.kinds)
"""
ADD_KINDS: Final = """
update enterprises_enterprise e
   set kinds = e.kinds || (select array_agg(distinct w.kind)::varchar[]
                             from unnest(%(ids)s::uuid[], %(kinds)s::text[]) w(id, kind)
                            where w.id = e.id and not w.kind = any(e.kinds))
 where e.id = any(%(added)s)
"""


def ids_by_name(names: Iterable[str]) -> dict[str, list[UUID]]:
    """Ids of the enterprises that bear each name, by its compared spelling, first registered first: one query."""
    found: dict[str, list[UUID]] = {}
    rows = Enterprise.objects.filter(name_key__in={name_key(n) for n in names}).order_by("id")
    for key, enterprise_id in rows.values_list("name_key", "id"):
        found.setdefault(key, []).append(enterprise_id)
    return found


def all_names() -> list[str]:
    return list(Enterprise.objects.order_by("id").values_list("name", flat=True))


def ensure_named(run: Run, wanted: Mapping[str, set[str]]) -> dict[str, UUID]:
    """The enterprise of every name, registered when there is none; ``wanted`` gives what each does (owner …).

    Returns ids by compared spelling. Part of an import: everything is noted so that it can be taken back.
    """
    known = ids_by_name(wanted)
    made = {
        name_key(name): Enterprise(
            name=plain_text(name), name_key=name_key(name), kinds=sorted(kinds), created_at=run.at
        )
        for name, kinds in wanted.items()
        if name_key(name) not in known
    }
    Enterprise.objects.bulk_create(made.values(), batch_size=1000)
    effects.note_created(run, TABLE, "select unnest(%(ids)s::uuid[])", {"ids": [e.pk for e in made.values()]})
    _add_kinds(run, {known[name_key(n)][0]: kinds for n, kinds in wanted.items() if name_key(n) in known})
    return {**{key: ids[0] for key, ids in known.items()}, **{key: e.pk for key, e in made.items()}}


def _add_kinds(run: Run, wanted: Mapping[UUID, set[str]]) -> None:
    pairs = [(enterprise_id, kind) for enterprise_id, kinds in wanted.items() for kind in sorted(kinds)]
    about: dict[str, Any] = {"ids": [p[0] for p in pairs], "kinds": [p[1] for p in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(ADDED_KIND, about)
        added = [row[0] for row in cursor.fetchall()]
        if not added:
            return
        effects.note_before(run, TABLE, "select unnest(%(added)s::uuid[])", {"added": added})
        cursor.execute(ADD_KINDS, {**about, "added": added})
    effects.note_after(run, TABLE)

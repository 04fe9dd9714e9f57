"""Documents follow their rows: one by one, by set, by COPY; and are built afresh."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import CharField

from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.base.text import name_key
from zhiben.kernel.search.keeping import refresh, refresh_all
from zhiben.kernel.search.models import SearchChange, SearchDocument
from zhiben.kernel.search.rebuild import rebuild_all, without_feed
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.people.models import Person

pytestmark = pytest.mark.django_db


def firm(name: str) -> Enterprise:
    return Enterprise.objects.create(name=name, name_key=name_key(name), created_at=now())


def person(name: str, employer: Enterprise | None = None) -> Person:
    return Person.objects.create(name=name, name_key=name_key(name), employer=employer, created_at=now())


def written(kind: str = "enterprise") -> set[str]:
    return set(SearchDocument.objects.filter(kind=kind).values_list("title", flat=True))


def test_a_row_is_found_a_refresh_later_under_its_new_name_and_no_more_when_it_is_gone() -> None:
    row = firm("甲建设")
    assert written() == set()
    refresh_all()
    assert written() == {"甲建设"}
    Enterprise.objects.filter(pk=row.pk).update(name="乙建设")
    refresh_all()
    assert written() == {"乙建设"}
    Enterprise.objects.filter(pk=row.pk).delete()
    refresh_all()
    assert written() == set()
    assert refresh() == 0


def test_rows_by_set_and_by_copy_are_noted_in_one_statement_each() -> None:
    refresh_all()
    Person.objects.bulk_create(Person(name=f"张{n}", name_key=f"张{n}", created_at=now()) for n in range(40))
    assert SearchChange.objects.filter(topic="people_person").count() == 40
    with connection.cursor() as cursor:
        cursor.execute("insert into enterprises_enterprise (id, name, name_key, uscc, kinds, division_code, address,"
                       " legal_person, qualification, doubtful, doubts, created_at)"
                       " select gen_random_uuid(), '厂' || i, '厂' || i, '', '{}', '', '', '', '', false, '{}', now()"
                       " from generate_series(1, 30) i")  # fmt: skip
        given: dict[str, Any] = {"id": str(new_id()), "name": "赵六", "name_key": "赵六", "id_kind": "resident", "created_at": now(),
                 "unmatched": False, "doubtful": False, "doubts": "{}"}  # fmt: skip
        blank: dict[str, Any] = {f.attname: "" for f in Person._meta.concrete_fields if isinstance(f, CharField)}
        row = blank | given
        with cursor.copy(f"copy people_person ({', '.join(row)}) from stdin") as copy:
            copy.write_row(tuple(row.values()))
    refresh_all()
    assert len(written("person")) == 41
    assert len(written()) == 30


def test_who_changes_his_name_changes_it_on_the_documents_of_his_people() -> None:
    employer = firm("甲建设")
    person("王五", employer)
    refresh_all()
    Enterprise.objects.filter(pk=employer.pk).update(name="乙建设")
    refresh_all()
    assert SearchDocument.objects.get(kind="person").note == "乙建设"


def test_what_has_not_changed_is_not_written_again() -> None:
    firm("甲建设")
    refresh_all()
    before = _version()
    Enterprise.objects.update(qualification="一级")
    refresh_all()
    assert _version() == before


def test_too_much_to_name_is_a_whole_kind() -> None:
    firm("甲建设")
    SearchChange.objects.all().delete()
    SearchDocument.objects.create(
        kind="enterprise", object_id=new_id(), title="没有了", body="没有了\n", tokens=[1], at=now()
    )
    SearchChange.objects.create(topic="enterprises_enterprise")
    refresh_all()
    assert written() == {"甲建设"}


@pytest.mark.parametrize("afresh", [True, False, None])
def test_everything_is_built_anew(afresh: bool | None) -> None:
    firm("甲建设")
    SearchDocument.objects.create(
        kind="enterprise", object_id=new_id(), title="没有了", body="没有了\n", tokens=[1], at=now()
    )
    counts = rebuild_all(afresh=afresh)
    assert counts["enterprise"] == 1
    assert counts["clause"] > 20
    assert written() == {"甲建设"}
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_indexes where tablename = 'search_searchdocument'")
        assert cursor.fetchone() == (5,)


def test_a_world_is_built_without_noting_each_row() -> None:
    refresh_all()
    with transaction.atomic():
        with without_feed():
            firm("甲建设")
        firm("乙建设")
    assert SearchChange.objects.count() == 1


def _version() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("select ctid::text, xmin::text from search_searchdocument where kind = 'enterprise'")
        return list(cursor.fetchall())

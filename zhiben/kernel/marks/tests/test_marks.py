"""Marks by rule and by hand: set, changed, cleared, refused; seen on lists and pages as far as the subject is."""

from datetime import datetime, timedelta

import pytest

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.marks.models import Mark
from zhiben.kernel.marks.queries import marks_of
from zhiben.kernel.marks.services import Synced, mark_subject, sync_marks, unmark_subject
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.projects.tests.conftest import Region, region

__all__ = ["region"]
pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 3, 9, tzinfo=CHINA)
NAMED = "select 'enterprise' subject_kind, id subject_id, name reason, '' place, '' link from enterprises_enterprise where name like %(like)s"  # noqa: E501


def test_a_rule_raises_changes_and_clears_in_sets() -> None:
    firms = [register_enterprise(actor=system_actor(), name=f"甲{n}建设有限公司", at=AT) for n in range(3)]

    def run(like: str, at: datetime = AT) -> Synced:
        return sync_marks(code="t.rule", label="重名", wanted=NAMED, params={"like": like}, at=at)

    assert run("甲%") == Synced(3, 0, 0)
    assert run("甲%") == Synced(0, 0, 0)
    firms[0].name = "甲零建设有限公司"
    firms[0].save()
    assert run("甲%") == Synced(0, 1, 0)
    assert run("甲零%", AT + timedelta(days=1)) == Synced(0, 0, 2)
    assert [m.reason for m in marks_of("enterprise", [firms[0].pk])[firms[0].pk]] == ["甲零建设有限公司"]
    ended = Mark.objects.get(subject_id=firms[1].pk)
    assert (ended.until, ended.cleared_why, ended.id.version) == (AT + timedelta(days=1), "情况已经不存在", 7)
    assert run("甲%", AT + timedelta(days=2)) == Synced(2, 0, 0)
    assert Mark.objects.filter(subject_id=firms[1].pk).count() == 2


def test_by_hand_with_refusals(region: Region) -> None:
    project, officer = region.project(region.gulou), region.actor(region.gulou)

    def by(actor: object, reason: str = "围挡内夜间施工", kind: str = "manual.abnormal") -> Mark:
        return mark_subject(
            actor=actor, subject_kind="project", subject_id=project.pk, kind=kind, reason=reason, at=AT  # type: ignore[arg-type]
        )  # fmt: skip

    stranger = region.actor(region.taijiang)
    firm = officer.__class__(name="甲", role=Role.PRINCIPAL, reach=ReachKind.ENTERPRISE, reach_id=new_id())
    for actor, reason, kind, refusal in (
        (stranger, "甲", "manual.abnormal", NotVisible), (firm, "甲", "manual.abnormal", NotPermitted),
        (officer, " ", "manual.abnormal", InvalidInput), (officer, "甲", "t.rule", InvalidInput),
    ):  # fmt: skip
        with pytest.raises(refusal):
            by(actor, reason, kind)
    assert not Mark.objects.exists()
    made = by(officer)
    assert (made.place, made.label, made.tone) == (project.place, "异常", "red")
    with pytest.raises(WrongState):
        by(officer)
    with acting_as(stranger), pytest.raises(NotVisible):
        unmark_subject(actor=stranger, mark_id=made.pk, reason="乙", at=AT)
    with acting_as(stranger):
        assert not Mark.objects.exists()
    unmark_subject(actor=officer, mark_id=made.pk, reason="已恢复", at=AT + timedelta(days=1))
    with pytest.raises(WrongState):
        unmark_subject(actor=officer, mark_id=made.pk, reason="再来", at=AT)
    assert list(Act.objects.filter(verb__startswith="marks.").order_by("id").values_list("verb", flat=True)) == [
        "marks.set",
        "marks.clear",
    ]


def test_seen_on_the_page_on_lists_and_in_the_list_of_marks(region: Region) -> None:
    project, other = region.project(region.gulou), region.project(region.gulou, "白石路学校")
    client = client_of(
        make_person("mark1", Role.INSPECTOR, path=region.gulou.path, level="county", agency=region.gulou.pk)
    )
    page = f"/projects/{project.pk}/"
    assert "现在没有异常标记" in client.get(page).content.decode()
    said = client.post(f"/marks/project/{project.pk}/new", {"kind": "manual.watched", "reason": "基坑监测数据有疑"})
    assert (said.status_code, said["Location"]) == (302, page)
    assert client.post(f"/marks/project/{project.pk}/new", {"kind": "manual.watched", "reason": ""}).status_code == 422
    assert "基坑监测数据有疑" in client.get(page).content.decode()
    for address, both in (
        ("/projects/", True),
        ("/projects/?marked=any", False),
        ("/projects/?marked=manual.watched", False),
    ):
        text = client.get(address).content.decode()
        assert "重点关注</span>" in text
        assert (other.name in text) is both
    assert project.name not in client.get("/projects/?marked=none").content.decode()
    assert project.name in client.get("/marks/").content.decode()
    stranger = client_of(
        make_person("mark2", Role.INSPECTOR, path=region.taijiang.path, level="county", agency=region.taijiang.pk)
    )
    assert "基坑监测" not in stranger.get("/marks/").content.decode()
    assert stranger.get(f"/marks/project/{project.pk}/new").status_code == 404
    mark = Mark.objects.get()
    assert client.post(f"/marks/{mark.pk}/clear", {"reason": "已核对无误"}).status_code == 302
    assert "已核对无误" in client.get(page).content.decode()

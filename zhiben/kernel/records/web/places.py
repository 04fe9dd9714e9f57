"""Where corrections and merging stand in the menu, and what they show on the page of a record."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.evidence.owners import register_owner
from zhiben.kernel.papers.holding import register_held_page
from zhiben.kernel.records.kinds import RecordKind
from zhiben.kernel.records.models import Correction
from zhiben.kernel.records.policies import KEEPERS, READERS, may_see_correction
from zhiben.kernel.records.services.correcting import may_ask_for
from zhiben.kernel.records.versions import rows_of, sources_of, versions_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.panels import Panel, register_panel

PANEL: Final = "versions"


def register_places() -> None:
    nav("监管对象", "档案更正", "records:list", READERS, 80, icon="edit")
    nav("监管对象", "更正告知", "records:notices", READERS, 82, icon="message")
    nav("监管对象", "重复档案", "records:duplicates", KEEPERS, 84, icon="files")
    nav("监管对象", "合并记录", "records:merges", KEEPERS, 86, icon="link")
    register_held_page("records:held")
    register_owner("correction", may_see_correction)


def register_versions_panel(kind: RecordKind) -> None:
    """On the page of every record of this kind."""
    register_panel(
        kind.code,
        Panel(key=PANEL, heading="数据来源和更正", template="records/panel.html", load=_load(kind), order=900),
    )


def _load(kind: RecordKind) -> Callable[[Actor, Any, datetime], dict[str, Any]]:
    def load(actor: Actor, record: Any, at: datetime) -> dict[str, Any]:
        versions = versions_of(kind, rows_of(kind, record.pk))
        corrections = Correction.objects.visible_to(actor).of_record(kind.code, record.pk).order_by("-id")[:10]
        return {
            "kind": kind, "record": record, "sources": sources_of(kind, record, versions), "count": len(versions),
            "corrections": [(one, case_url("correction", one.pk)) for one in corrections],
            "may_ask": may_ask_for(kind, actor, record), "may_read": actor.is_regulator,
        }  # fmt: skip

    return load

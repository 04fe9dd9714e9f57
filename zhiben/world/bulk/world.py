"""One world of real size, from the empty database to the last statistics."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.search.rebuild import without_feed
from zhiben.world.bulk.accounts import open_site_accounts
from zhiben.world.bulk.building import LABELS, Progress, as_owner_here, fill
from zhiben.world.bulk.finishing import finish
from zhiben.world.bulk.keeping import keep
from zhiben.world.bulk.loading import Loader
from zhiben.world.bulk.room import check_room, roomy_log
from zhiben.world.sizes import Extent


def build_extent(
    extent: Extent, seed: int, at: datetime, *, say: Callable[[str], object], processes: int
) -> dict[str, Any]:
    """Fill an empty database, all or nothing. Returns how many rows went into which table, and ``hits``: how many
    findings each rule about identities has to come to."""
    say(check_room(extent))
    loader = Loader(LABELS)
    progress = Progress(say, lambda: sum(loader.counts.values()))
    with roomy_log():
        with acting_as(system_actor("cli")) as actor, transaction.atomic(), as_owner_here(), without_feed():
            _must_be_empty()
            hits = fill(extent, seed, at, progress, loader, processes)
            finish(at, progress)
            open_site_accounts()
            counts = counted(loader)
            record_act(
                actor=actor, verb="world.build", at=at, object_kind="world", object_id=extent.key, seed=seed, **counts
            )
        with acting_as(system_actor("cli")):
            keep(at, progress, hits)
        progress.finish()
    say(_sizes())
    return {**counts, "hits": hits}


def counted(loader: Loader) -> dict[str, int]:
    """In the words of the command."""
    names = {
        "projects": "projects.Project", "enterprises": "enterprises.Enterprise", "people": "people.Person",
        "hazards": "hazards.Hazard", "notices": "hazards.Notice", "moves": "workflow.CaseMove",
        "equipment": "equipment.Equipment", "workers": "projects.SiteWorker", "certificates": "certificates.Certificate",
        "codes": "certificates.Proof",
    }  # fmt: skip
    return {name: loader.counts[label] for name, label in names.items()}


def _must_be_empty() -> None:
    """The tables get new files: nothing may be lost that somebody has entered."""
    full = [m for label in LABELS if (m := apps.get_model(label))._default_manager.exists()]
    if full:
        raise WrongState(f"数据库里已经有{full[0]._meta.verbose_name}，演示数据只能装进空库")


def _sizes() -> str:
    """The largest tables with their indexes, and the whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, pg_total_relation_size(oid) from pg_class where relkind = 'r' order by 2 desc limit 12"
        )
        tables = cursor.fetchall()
        cursor.execute("select pg_database_size(current_database())")
        (whole,) = cursor.fetchone()
    listed = "，".join(f"{name} {size / 1e9:.2f} GB" for name, size in tables)
    return f"数据库共 {whole / 1e9:.1f} GB：{listed}"

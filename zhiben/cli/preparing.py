"""The three steps of preparing a database. Each returns the stamp of what it has done, or nothing."""

from importlib import import_module
from importlib.util import find_spec

from django.core.management import call_command
from django.db import connection, transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.postgres.roles import APP
from zhiben.kernel.base.postgres.stamps import reference_stamp, schema_stamp
from zhiben.reference import load_reference

WORLD_MODULE = "zhiben.world"


def migrate() -> str:
    """As the owner: this process was started with that role."""
    call_command("migrate", verbosity=0, interactive=False)
    return schema_stamp()


def load() -> str:
    _work_as_the_application()
    load_reference()
    return reference_stamp()


def build_world() -> str:
    """The demo region, unless somebody has begun to work: then the database is theirs."""
    _work_as_the_application()
    from django.apps import apps

    from zhiben.kernel.search.rebuild import rebuild_all

    # All in one transaction: outside of one nobody is announced to the database, and it shows no project at all.
    with acting_as(system_actor("command")), transaction.atomic():
        if apps.get_app_config("projects").get_model("Project")._default_manager.exists():
            return "kept"
        if find_spec(WORLD_MODULE) is None:
            return ""
        import_module(WORLD_MODULE).build(size="county", seed=1)
        rebuild_all(afresh=True)
    return "county/1"


def _work_as_the_application() -> None:
    """Data is written under the same rights and row-level security as in daily work."""
    if connection.settings_dict["OPTIONS"].get("assume_role") != APP:
        connection.close()
        connection.settings_dict["OPTIONS"]["assume_role"] = APP

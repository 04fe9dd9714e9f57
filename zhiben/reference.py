"""What every database holds before anybody works with it: divisions, criteria, parameters, calendar.

Each loader is named by its address and must be safe to repeat: it adds what is new, mends what the files changed, and
leaves alone what an administrator has set. They run in this order, as the system, in one transaction each.
"""

import logging
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from django.db import transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as

log = logging.getLogger(__name__)
LOADERS = (
    "zhiben.registry.agencies.reference:load_divisions",
    "zhiben.kernel.parameters.reference:load_calendar",
    "zhiben.kernel.parameters.reference:load_parameters",
    "zhiben.domains.criteria.reference:load_criteria",
    "zhiben.domains.campaigns.reference:load_plans",
    "zhiben.kernel.search.reference:load_documents",
)


def load_reference() -> None:
    with acting_as(system_actor("command")):
        for loader in filter(None, map(_loader, LOADERS)):
            with transaction.atomic():
                loader()


def _loader(address: str) -> Callable[[], None] | None:
    module_name, _, name = address.partition(":")
    if find_spec(module_name) is None:
        return None
    loader: Callable[[], None] | None = getattr(import_module(module_name), name, None)
    return loader

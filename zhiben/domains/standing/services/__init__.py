"""The verbs of restrictions, and of work on findings."""

from zhiben.domains.standing.services.bars import bar_subject, lift_bar
from zhiben.domains.standing.services.tasks import settle_tasks

__all__ = ["bar_subject", "lift_bar", "settle_tasks"]

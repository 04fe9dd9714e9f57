"""The small region of projects."""

from zhiben.registry.projects.tests.conftest import Region, firm, manager, region

__all__ = ["Region", "firm", "manager", "region"]

"""Ledgers of this package: agencies, and the people who work in them with their accounts."""

from zhiben.registry.agencies.ledgers.agencies import AGENCIES
from zhiben.registry.agencies.ledgers.staff import STAFF

__all__ = ["AGENCIES", "STAFF"]

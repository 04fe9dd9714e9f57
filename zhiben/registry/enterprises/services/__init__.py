"""Verbs on enterprises and on those who answer for them."""

from zhiben.registry.enterprises.services.enterprises import ensure_enterprise, register_enterprise, update_enterprise
from zhiben.registry.enterprises.services.posts import name_head

__all__ = ["ensure_enterprise", "name_head", "register_enterprise", "update_enterprise"]

"""企业台账."""

from zhiben.registry.enterprises.ledgers.enterprises import ENTERPRISES

__all__ = ["ENTERPRISES"]

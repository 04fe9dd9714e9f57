"""隐患指标: what is counted among hazards, notices and visits."""

from zhiben.domains.hazards.indicators import closure, monthly

__all__ = ["closure", "monthly"]

"""隐患指标: what is counted among hazards, notices and visits."""

from zhiben.domains.hazards.indicators import after_closing, checks, closure, database, monthly

__all__ = ["after_closing", "checks", "closure", "database", "monthly"]

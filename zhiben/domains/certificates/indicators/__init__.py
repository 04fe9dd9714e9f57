"""证照指标: what is counted among certificates, those who must hold one, and checks on the spot."""

from zhiben.domains.certificates.indicators import exchanging, holding

__all__ = ["exchanging", "holding"]

"""Who reads the register of people."""

from typing import Final

from zhiben.kernel.access.terms import REGULATORS, Role

READERS: Final = frozenset({*REGULATORS, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL})

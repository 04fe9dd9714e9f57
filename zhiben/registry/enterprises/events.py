"""What enterprises announce. Plain values only, so anyone may import it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class HeadNamed:
    """主要负责人 or 实际控制人 was registered: ``post`` is a code of ``HeadPost``."""

    name: ClassVar[str] = "enterprises.head_named"
    enterprise_id: str
    post: str

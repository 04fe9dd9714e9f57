"""What both lists of certificates are asked by: words and numbers."""

from typing import Any, Final

from zhiben.kernel.ui.lists.filters import (
    TextFilter,
)


def _numbered(rows: Any, text: str) -> Any:
    return rows.numbered(text)


BY_WORDS: Final = TextFilter(
    name="q", label="证书编号或持证主体", fields=("holder_name", "employer_name"), documents="certificate",
    numbers=_numbered,
)  # fmt: skip

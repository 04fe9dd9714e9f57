"""Icons: a drawing beside a word, never instead of one."""

from functools import lru_cache

from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString


def drawing(name: str) -> SafeString:
    """Hidden from screen readers, because the word beside it says the same. A page has eighty of them."""
    return _drawn(name, staticfiles_storage.url("vendor/icons.svg"))


@lru_cache(maxsize=512)
def _drawn(name: str, address: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"></use></svg>', address, name)

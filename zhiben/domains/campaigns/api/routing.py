"""Where the addresses of reports hang."""

from ninja import Router

router = Router(tags=["报表"])

"""Who listens to which event; the only file that knows everyone."""

from zhiben.kernel.events.registry import listen


def connect() -> None:
    """Called once when the program starts. Listener names are permanent: their cursors are stored under them."""
    from zhiben.domains.hazards import reactions as hazards
    from zhiben.portals.console.demo import offer_demo_accounts
    from zhiben.world.accounts import demo_accounts

    offer_demo_accounts(demo_accounts)
    listen("hazards.notice_moved", "hazards.tell", hazards.tell_of_notice)
    listen("hazards.moved", "hazards.tell", hazards.tell_of_hazard)
    listen("hazards.change_decided", "hazards.tell", hazards.tell_of_change)

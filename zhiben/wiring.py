"""Who listens to which event; the only file that knows everyone."""

from zhiben.kernel.events.registry import listen


def connect() -> None:
    """Called once when the program starts. Listener names are permanent: their cursors are stored under them."""
    from zhiben.domains.hazards import reactions as hazards
    from zhiben.domains.interviews import reactions as interviews
    from zhiben.domains.ladder import reactions as ladder
    from zhiben.domains.listings import reactions as listings
    from zhiben.portals.console import reactions as console
    from zhiben.portals.console.demo import offer_demo_accounts
    from zhiben.world.accounts import demo_accounts

    offer_demo_accounts(demo_accounts)
    _connect_accidents_and_reports()
    _connect_grids()
    _connect_certificates()
    _connect_findings()
    listen("workflow.todos_assigned", "console.tell", console.tell_of_assignment)
    listen("workflow.grant_delegated", "console.tell", console.tell_of_delegation)
    listen("hazards.notice_moved", "hazards.tell", hazards.tell_of_notice)
    listen("hazards.moved", "hazards.tell", hazards.tell_of_hazard)
    listen("hazards.change_decided", "hazards.tell", hazards.tell_of_change)
    listen("hazards.moved", "ladder.overtake", ladder.hazard_moved)
    listen("hazards.measure_required", "ladder.list_at_once", ladder.measure_required)
    listen("hazards.measure_settled", "ladder.waived", ladder.measure_settled)
    listen("listings.moved", "ladder.decided", ladder.listing_moved)
    listen("interviews.moved", "ladder.decided", ladder.interview_moved)
    listen("ladder.order_moved", "ladder.tell", ladder.tell_of_order)
    listen("listings.moved", "listings.tell", listings.tell_of_listing)
    listen("hazards.moved", "listings.take_down_drafts", listings.take_down_drafts)
    listen("hazards.serving_moved", "hazards.serve", hazards.settle_served)
    listen("enterprises.head_named", "hazards.serve", hazards.head_was_named)
    listen("interviews.moved", "interviews.tell", interviews.tell_of_interview)
    listen("hazards.moved", "interviews.take_down_drafts", interviews.take_down_drafts)


def _connect_findings() -> None:
    from zhiben.domains.standing import reactions as standing

    listen("rules.findings_moved", "standing.settle_tasks", standing.findings_moved)
    listen("rules.finding_decided", "standing.settle_tasks", standing.findings_moved)


def _connect_certificates() -> None:
    from zhiben.domains.certificates import reactions as certificates

    listen("certificates.moved", "certificates.compare", certificates.compare_again)
    listen("people.certificates_stated", "certificates.take_stated", certificates.take_what_ledgers_state)


def _connect_grids() -> None:
    from zhiben.registry.projects import reactions as projects

    listen("agencies.grid_changed", "projects.place_in_grids", projects.grid_changed)
    listen("projects.registered", "projects.place_in_grids", projects.project_changed)
    listen("projects.changed", "projects.place_in_grids", projects.project_changed)
    listen("projects.agency_changed", "projects.place_in_grids", projects.project_changed)
    listen("projects.status_changed", "projects.place_in_grids", projects.project_changed)


def _connect_accidents_and_reports() -> None:
    from zhiben.domains.accidents import reactions as accidents
    from zhiben.domains.campaigns import reactions as campaigns

    listen("hazards.moved", "accidents.trace", accidents.hazard_moved)
    listen("hazards.measure_required", "accidents.trace", accidents.hazard_moved)
    listen("accidents.incident_moved", "accidents.tell", accidents.tell_of_incident)
    listen("campaigns.report_moved", "campaigns.tell", campaigns.tell_of_report)

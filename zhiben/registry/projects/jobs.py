"""What happens to projects with time alone."""

from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task
from zhiben.registry.projects.services import mark_blind_spots, place_in_grids, remind_informants


@task(name="projects.grids", schedule="40 1 * * *")
def grids() -> None:
    place_in_grids(at=now())


@task(name="projects.blind_spots", schedule="50 1 * * *")
def blind_spots() -> None:
    mark_blind_spots(at=now())


@task(name="projects.informants", schedule="25 * * * *")
def informants() -> None:
    remind_informants(at=now())

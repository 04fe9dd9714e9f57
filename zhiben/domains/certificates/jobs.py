"""What happens with time alone, and what must not keep a page waiting."""

from uuid import UUID

from zhiben.domains.certificates.services.comparing import mark_mismatches
from zhiben.domains.certificates.services.face_keeping import erase_expired, forget_elsewhere
from zhiben.domains.certificates.services.holding import send_code, sweep_codes
from zhiben.domains.certificates.services.renewing import refresh_renewals
from zhiben.domains.certificates.services.signing_keys import sign_again
from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task


@task(name="certificates.holder_code", retry=False)
def send_holder_code(code_id: str) -> None:
    send_code(code_id=UUID(code_id), at=now())


@task(name="certificates.faces", schedule="17 2 * * *")
def erase_faces() -> None:
    erase_expired(at=now())
    sweep_codes(at=now())


@task(name="certificates.faces_elsewhere", schedule="*/10 * * * *")
def forget_faces() -> None:
    forget_elsewhere(at=now())


@task(name="certificates.renewals", schedule="20 0 * * *")
def refresh() -> None:
    """Every night: batches of 换发 take in what has come and let go of what has ended. Safe to run twice."""
    refresh_renewals(at=now())


@task(name="certificates.compare", schedule="40 0 * * *")
def compare() -> None:
    """Every night: B certificates against registrations of constructors, whatever changed them."""
    mark_mismatches(at=now())


@task(name="certificates.sign_again", schedule="10 3 * * *")
def sign_what_is_left() -> None:
    """After a signing key was withdrawn, at once; every night whatever was broken off."""
    sign_again(at=now())

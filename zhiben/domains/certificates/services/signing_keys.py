"""Keys that sign certificates: a new one, one that got into wrong hands, and the codes that have to be signed again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from zhiben.domains.certificates.models import Certificate, Proof
from zhiben.domains.certificates.services.proving import prove_many
from zhiben.domains.certificates.terms import CertificateState, ProofStatus
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.crypto.signing import add_signing_key, key_set, signing_keys, withdraw_signing_key

AT_ONCE: Final = 2_000
RUNNING: Final = (CertificateState.VALID, CertificateState.SUSPENDED)
# Codes in use, and of them those of certificates that have not ended.
USED: Final = """
select p.key_id, count(*), count(*) filter (where c.closed_at is null and c.state = any(%s))
  from certificates_proof p join certificates_certificate c on c.id = p.certificate_id
 where p.status <> %s group by p.key_id
"""


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """``used``: codes in use that it signed. ``left``: those of them that have to be signed again."""

    number: int
    key_id: str
    made_at: datetime
    current: bool
    withdrawn: bool
    used: int
    left: int


@transaction.atomic
def signing_key_list() -> list[SigningKey]:
    """Newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(USED, [list(RUNNING), ProofStatus.REPLACED])
        used = {key_id: (count, running) for key_id, count, running in cursor.fetchall()}
    current = key_set().current.key_id
    found = []
    for one in signing_keys():
        count, running = used.get(one.key_id.hex(), (0, 0))
        found.append(
            SigningKey(
                number=one.number, key_id=one.key_id.hex(), made_at=one.made_at, current=one.key_id == current,
                withdrawn=one.withdrawn, used=count, left=running if one.withdrawn else 0,
            )
        )  # fmt: skip
    return found


@transaction.atomic
def rotate_signing_key(*, actor: Actor, at: datetime) -> int:
    """A new key signs from now on; what the others signed stays believed. Returns its number."""
    number = add_signing_key()
    record_act(actor=actor, verb="keys.rotate", at=at, object_kind="signing_key", object_id=number, number=number)
    return number


@transaction.atomic
def withdraw_key(*, actor: Actor, number: int, reason: str, at: datetime) -> int:
    """What this key signed is red from now on. Returns how many certificates have to be given a new code.

    Raises InvalidInput for an unknown key or without a reason, WrongState when it is withdrawn already.
    """
    known = {one.number: one for one in signing_keys()}
    if number not in known:
        raise InvalidInput.of("number", f"没有 {number} 号签名密钥")
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明撤销的原因")
    if known[number].withdrawn:
        raise WrongState(f"{number} 号签名密钥已经撤销")
    told = {"number": number, "reason": reason.strip()[:300]}
    record_act(actor=actor, verb="keys.withdraw", at=at, object_kind="signing_key", object_id=number, **told)
    withdraw_signing_key(number)
    return next(one.left for one in signing_key_list() if one.number == number)


def sign_again(*, at: datetime) -> int:
    """New codes for all running certificates whose code a withdrawn key has signed; how many. Not in a transaction.

    Part by part, so that nobody waits; broken off and begun anew it goes on with what is left.
    """
    done = 0
    # Once more until nothing is found: somebody may have been signing with the old key while the first part was read.
    while found := _pass(at):
        done += found
    return done


def _pass(at: datetime) -> int:
    done, after = 0, 0
    while (part := _part(at, after)) is not None:
        after, made = part
        done += made
    return done


@transaction.atomic
def _part(at: datetime, after: int) -> tuple[int, int] | None:
    """The next codes behind a running number: the last of them, and how many certificates got a new one."""
    gone = [key_id.hex() for key_id in key_set().withdrawn]
    codes = Proof.objects.exclude(status=ProofStatus.REPLACED).filter(key_id__in=gone)
    running = codes.filter(ordinal__gt=after, certificate__closed_at=None, certificate__state__in=RUNNING)
    seen = dict(running.order_by("ordinal").values_list("ordinal", "certificate_id")[:AT_ONCE]) if gone else {}
    if not seen:
        return None
    rows = Certificate.objects.select_for_update(of=("self",)).filter(pk__in=seen.values(), closed_at=None)
    locked = list(rows.filter(state__in=RUNNING).order_by("id"))
    # Whoever was before us may have given one a new code already.
    old = set(codes.filter(certificate__in=locked).values_list("certificate_id", flat=True))
    made = prove_many(certificates=[one for one in locked if one.pk in old], at=at)
    return max(seen), len(made)

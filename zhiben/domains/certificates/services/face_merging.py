"""Two people who are one have one consent and one face template: the later ones of the record that stays."""

from datetime import datetime
from uuid import UUID

from zhiben.domains.certificates.models import FaceConsent, FaceTemplate
from zhiben.domains.certificates.services.face_keeping import erase_faces
from zhiben.domains.certificates.terms import ErasureReason
from zhiben.kernel.access.actors import Actor


def settle_faces(*, gone_id: UUID, survivor_id: UUID, actor: Actor, at: datetime) -> None:
    """Before a merge. A second template is erased, which nothing undoes; what stays rests on the consent that stays."""
    kept = FaceTemplate.objects.kept()
    if kept.filter(person_id=survivor_id).exists():
        erase_faces([gone_id], why=ErasureReason.NOT_NEEDED, by=actor, at=at)
    consent = FaceConsent.objects.filter(person_id=survivor_id, withdrawn_at=None).first()
    if consent is not None:
        kept.filter(person_id=gone_id).update(consent=consent)

"""Tables of people: who they are, whom they have worked for, which certificates ledgers say they hold."""

from zhiben.registry.people.models.people import Person, PersonQuerySet
from zhiben.registry.people.models.working import Employment, EmploymentQuerySet, StatedCertificate

__all__ = ["Employment", "EmploymentQuerySet", "Person", "PersonQuerySet", "StatedCertificate"]

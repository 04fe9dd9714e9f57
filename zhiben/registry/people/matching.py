"""Whether what somebody says or shows of themselves is what is registered, without reading anybody's number."""

from zhiben.kernel.base.text import clean_code, name_key
from zhiben.kernel.crypto import blind_index
from zhiben.registry.people.codes import ID_PURPOSE, PHONE_PURPOSE, clean_phone
from zhiben.registry.people.models import Person, PersonQuerySet


def known_by(name: str, phone: str) -> PersonQuerySet:
    """Those of that name with that phone; usually one, nobody when either is empty."""
    index = blind_index(clean_phone(phone), purpose=PHONE_PURPOSE)
    if not index or not name_key(name):
        return Person.objects.none()
    return Person.objects.filter(name_key=name_key(name), phone_index=index)


def number_matches(person: Person, number: str) -> bool | None:
    """None: no number of this person is registered, so nothing can be said."""
    if not person.id_number_index:
        return None
    return person.id_number_index == blind_index(clean_code(number), purpose=ID_PURPOSE)

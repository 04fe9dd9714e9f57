"""A certificate as its holder shows it: what it says, how it stands now, and the code that proves it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import segno
from django.utils.safestring import SafeString, mark_safe

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.queries import CertificateView, views_of
from zhiben.domains.certificates.services.proving import proofs_of
from zhiben.domains.certificates.terms import HOLDERS, HolderKind, Standing

TONES: Final = {Standing.VALID: "green", Standing.EXPIRING: "orange"}
LONGEST_GOOD: Final = "长期"


@dataclass(frozen=True, kw_only=True)
class Card:
    """``qr`` is empty where no code has been signed: such a certificate is shown, but proves nothing by itself."""

    view: CertificateView
    qr: SafeString
    suspended_to: date | None

    @property
    def tone(self) -> str:
        return TONES.get(self.view.standing, "red")

    @property
    def until(self) -> str:
        return self.view.valid_to.isoformat() if self.view.valid_to else LONGEST_GOOD

    @property
    def plate(self) -> bool:
        """It is of a machine, which carries it as a plate."""
        return HOLDERS[self.view.kind] == HolderKind.EQUIPMENT


def cards_of(rows: Iterable[Certificate], on: date) -> list[Card]:
    """Those that can be used first, of them those that prove themselves. Two queries, however many there are."""
    cases = list(rows)
    proofs = proofs_of([case.pk for case in cases])
    found = [
        Card(
            view=view, qr=qr_of(proofs[case.pk].code) if case.pk in proofs else SafeString(""),
            suspended_to=case.suspended_to,
        )
        for case, view in zip(cases, views_of(cases, on), strict=True)
    ]  # fmt: skip
    return sorted(found, key=lambda card: (not card.view.good, card.plate, not card.qr))


def qr_of(text: str) -> SafeString:
    """Error correction L keeps the modules large enough for a scratched screen and an old camera."""
    drawn = segno.make(text, error="l", micro=False, boost_error=False).svg_inline(border=4, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - drawn by us

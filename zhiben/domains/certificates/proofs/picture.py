"""The picture of a code, for paper and screen."""

from typing import Final

import segno

# Side of the whole picture, margin included, on everything the platform prints. Below the first a module is no longer
# three dots of an office printer.
SIZES_MM: Final = (26, 30, 40)
QUIET: Final = 4  # modules of white around, as the standard asks


def code_picture(code: str) -> str:
    """An SVG of the QR code at level M. Codes use only the characters QR stores most tightly."""
    made = segno.make(code, error="m", micro=False, boost_error=False)
    return str(made.svg_inline(scale=1, border=QUIET, omitsize=True))

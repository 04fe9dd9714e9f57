"""Where the fonts lie that come with the program: for printed papers and for words on pictures."""

from pathlib import Path
from typing import Final

BUNDLED: Final = Path(__file__).resolve().parents[1] / "papers" / "fonts"
REGULAR: Final = BUNDLED / "NotoSansSC-Regular.ttf"

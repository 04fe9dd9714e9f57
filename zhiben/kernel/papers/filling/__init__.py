"""A blank workbook somebody else sent, filled in: its header recognised, its own looks kept."""

from zhiben.kernel.papers.filling.blank import KEPT, Blank, open_blank, recognise_blank
from zhiben.kernel.papers.filling.sheet import Filled, Filling, fill_blank

__all__ = ["KEPT", "Blank", "Filled", "Filling", "fill_blank", "open_blank", "recognise_blank"]

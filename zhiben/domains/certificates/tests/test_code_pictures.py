"""What we print is read by the readers of others, at every size we print it in."""

import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import typst
import zxingcpp
from PIL import Image, ImageFilter

from zhiben.domains.certificates.proofs.picture import SIZES_MM, code_picture
from zhiben.domains.certificates.tests.proof_scene import proved

pytestmark = pytest.mark.django_db
PAGE = """#let d = json(bytes(sys.inputs.data))
#set page(width: 60mm, height: 60mm, margin: 4mm)
#image(bytes(d.qr), format: "svg", width: d.size * 1mm)"""


@pytest.fixture
def code() -> str:
    """The longest that is likely: long names everywhere."""
    holder = "榕树省闽江城市轨道交通与地下综合管廊建设工程集团有限责任公司"
    employer = "榕树省闽江城市轨道交通建设集团有限公司"
    return proved(holder_name=holder, employer_name=employer)[0].code


def printed(code: str, size: int, folder: Path, *, dots: int) -> Image.Image:
    """As an office printer of so many dots an inch would put it on paper."""
    (folder / "page.typ").write_text(PAGE)
    data = json.dumps({"qr": code_picture(code), "size": size})
    compiler = typst.Compiler(root=str(folder), sys_inputs={"data": data})
    made = compiler.compile(input=str(folder / "page.typ"), format="png", ppi=dots)
    assert isinstance(made, bytes)
    return Image.open(BytesIO(made)).convert("L")


def read(picture: Image.Image) -> list[str]:
    return [one.text for one in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("size", SIZES_MM)
def test_a_foreign_reader_reads_every_printed_size(code: str, size: int, tmp_path: Path) -> None:
    paper = printed(code, size, tmp_path, dots=300)
    assert read(paper) == [code]
    photographed = paper.rotate(7, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(1.0))
    assert read(photographed) == [code]


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg 没有安装：zbar 的读码试验跳过")
@pytest.mark.parametrize("size", SIZES_MM)
def test_zbar_reads_every_printed_size(code: str, size: int, tmp_path: Path) -> None:
    printed(code, size, tmp_path, dots=300).save(tmp_path / "code.png")
    words = ["zbarimg", "--raw", "-q", str(tmp_path / "code.png")]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip("\n") == code

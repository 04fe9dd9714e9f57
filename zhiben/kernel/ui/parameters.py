"""How long codes last and exports are kept; from where on a difference about a photo is worth saying. Values: ``criteria/parameters``."""

from zhiben.kernel.base.coordinates import Datum
from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

INTEGER = ValueType.INTEGER

declare(
    "evidence.shot_minutes",
    "拍摄码有效时间",
    "分钟",
    INTEGER,
    meaning="一次性拍摄码显示后几分钟内拍摄上传的照片算验证码一致",
)
declare(
    "evidence.clock_minutes",
    "设备时间容许误差",
    "分钟",
    INTEGER,
    meaning="设备时间与服务器相差几分钟以上时在照片旁注明",
)
declare("evidence.photo_age_hours", "照片容许时长", "小时", INTEGER, meaning="照片拍摄后过了几小时才上传时在照片旁注明")
declare("evidence.distance_metres", "照片容许距离", "米", INTEGER, meaning="照片位置离工地多少米以上时在照片旁注明")
declare(
    "evidence.camera_datum",
    "拍摄定位坐标系",
    "",
    ValueType.CHOICE,
    options=tuple((one.value, one.label) for one in Datum),
    meaning="现场拍摄的终端报来的经纬度按哪个坐标系理解；入库一律换成 2000国家大地坐标系",
)
declare(
    "exports.keep_days", "后台导出文件保留天数", "天", INTEGER,
    meaning="数据多、由后台导出的文件保留几天，过后自动删除，需要时重新导出",
)  # fmt: skip

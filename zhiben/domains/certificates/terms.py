"""The words of certificates. Stored values never change; labels may."""

from typing import Final

from django.db.models import IntegerChoices, TextChoices


class CertificateKind(TextChoices):
    """Which paper. ``constructor`` is only recorded here: it is issued elsewhere and compared with the B certificate."""

    ENTERPRISE_LICENSE = "enterprise_license", "安全生产许可证"
    SAFETY_MANAGER = "safety_manager", "安管人员考核合格证"
    SPECIAL_WORKER = "special_worker", "特种作业操作资格证"
    CRANE_REGISTRATION = "crane_registration", "起重机械使用登记证"
    CRANE_FILING = "crane_filing", "起重机械产权备案"
    SUPERVISOR_STAFF = "supervisor_staff", "监督人员考核合格证"
    CONSTRUCTOR = "constructor", "注册建造师注册证书"


class HolderKind(TextChoices):
    ENTERPRISE = "enterprise", "企业"
    PERSON = "person", "人员"
    EQUIPMENT = "equipment", "设备"


class CertificateState(TextChoices):
    """What an authority decided. 临期 and 过期 are never stored: they follow from the day (``Standing``)."""

    VALID = "valid", "有效"
    SUSPENDED = "suspended", "暂扣"
    REVOKED_PENALTY = "revoked_penalty", "吊销"
    REVOKED_GRANT = "revoked_grant", "撤销"
    WITHDRAWN = "withdrawn", "撤回"
    CANCELLED = "cancelled", "注销"


class Standing(TextChoices):
    """How a certificate stands on a day: the state, and what the day makes of 有效."""

    VALID = "valid", "有效"
    EXPIRING = "expiring", "临期"
    NOT_YET = "not_yet", "未生效"
    EXPIRED = "expired", "过期"
    SUSPENDED = "suspended", "暂扣"
    REVOKED_PENALTY = "revoked_penalty", "吊销"
    REVOKED_GRANT = "revoked_grant", "撤销"
    WITHDRAWN = "withdrawn", "撤回"
    CANCELLED = "cancelled", "注销"


class RequestState(TextChoices):
    """报请: what an agency without the power asks the issuing authority to decide."""

    ASKED = "ASKED", "待发证机关决定"
    DECIDED = "DECIDED", "已作出决定"
    REFUSED = "REFUSED", "不予采纳"
    WITHDRAWN = "WITHDRAWN", "已撤回报请"


class ItemState(TextChoices):
    """换发: where one certificate of a batch stands."""

    WAITING = "WAITING", "待换发"
    DONE = "DONE", "已换发"
    DROPPED = "DROPPED", "不再需要"


class ProofStatus(IntegerChoices):
    """What the published list says of one QR code, in two bits."""

    GOOD = 0, "有效"
    SUSPENDED = 1, "暂扣"
    ENDED = 2, "已吊销或注销"
    REPLACED = 3, "二维码已停用"


class CodeResult(TextChoices):
    """What the QR said for itself, when a certificate was looked at on the spot."""

    GENUINE = "genuine", "码真实"
    NOT_GENUINE = "not_genuine", "码不真实"
    NO_CODE = "no_code", "未扫码"


class IdentityMethod(TextChoices):
    FACE = "face", "人脸比对"
    DOCUMENT = "document", "证件核对"
    NONE = "none", "只验证照"


class CheckOutcome(TextChoices):
    """``UNDECIDED``: something was compared and nothing can be concluded from it."""

    SAME = "same", "人证相符"
    DIFFERENT = "different", "人证不符"
    UNDECIDED = "undecided", "未能判定"
    NOT_CHECKED = "not_checked", "未核对本人"


class NoFaceReason(TextChoices):
    NOT_CONNECTED = "not_connected", "未接入人脸服务"
    NO_TEMPLATE = "no_template", "没有留存人脸特征"
    DECLINED = "declined", "本人不选择刷脸"
    FAILED = "failed", "人脸服务没有完成"


class ConsentMethod(TextChoices):
    OWN_PHONE = "own_phone", "本人手机上同意"
    ON_PAPER = "on_paper", "现场签字同意"


class ErasureReason(TextChoices):
    WITHDRAWN = "withdrawn", "本人撤回同意"
    EXPIRED = "expired", "保存期满"
    REPLACED = "replaced", "重新采集"
    NOT_NEEDED = "not_needed", "不再需要"


class CodeWay(TextChoices):
    """How somebody without an account came to the own certificates; ``ACCOUNT``: by signing in."""

    PHONE = "phone", "短信验证码"
    GIVEN = "given", "当面给的验证码"
    ACCOUNT = "account", "登录账号"


class PublicWord(TextChoices):
    """What the public page of checking answered. From ``form`` on nothing is proved."""

    GOOD = "good", "有效"
    SUSPENDED = "suspended", "暂扣"
    ENDED = "ended", "已吊销或注销"
    REPLACED = "replaced", "二维码已停用"
    EXPIRED = "expired", "已过期"
    EARLY = "early", "未到有效期"
    FORM = "form", "不是证书二维码或残缺"
    KEY = "key", "不是平台公布的密钥"
    WITHDRAWN = "withdrawn", "密钥已撤销"
    SIGNATURE = "signature", "签名不对"
    HOST = "host", "写的不是本平台"
    UNKNOWN = "unknown", "平台没有签发过"


HOLDERS: Final[dict[str, HolderKind]] = {
    CertificateKind.ENTERPRISE_LICENSE: HolderKind.ENTERPRISE, CertificateKind.SAFETY_MANAGER: HolderKind.PERSON,
    CertificateKind.SPECIAL_WORKER: HolderKind.PERSON, CertificateKind.SUPERVISOR_STAFF: HolderKind.PERSON,
    CertificateKind.CONSTRUCTOR: HolderKind.PERSON, CertificateKind.CRANE_REGISTRATION: HolderKind.EQUIPMENT,
    CertificateKind.CRANE_FILING: HolderKind.EQUIPMENT,
}  # fmt: skip
FINAL: Final = (
    CertificateState.REVOKED_PENALTY, CertificateState.REVOKED_GRANT, CertificateState.WITHDRAWN,
    CertificateState.CANCELLED,
)  # fmt: skip
# 可以凭以上岗、承揽、使用.
GOOD: Final = (Standing.VALID, Standing.EXPIRING)
ISSUED_HERE: Final = tuple(kind for kind in CertificateKind if kind != CertificateKind.CONSTRUCTOR)
# Nothing is proved by what was shown: cut off, altered, made by somebody else.
UNPROVED: Final = (
    PublicWord.FORM, PublicWord.KEY, PublicWord.WITHDRAWN, PublicWord.SIGNATURE, PublicWord.HOST, PublicWord.UNKNOWN,
)  # fmt: skip

"""印章登记: one person enters a seal, another confirms it; only then may it be pressed (DOMAIN §5.3).

There is no generator for real seals: a picture is uploaded. Only a demonstration draws its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from flask import current_app

from youthwork import clock
from youthwork.documents.fonts import undrawable
from youthwork.documents.seals import demo_seal_svg
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.seals import LARGEST_MM, SMALLEST_MM, name_problem
from youthwork.extensions import db
from youthwork.models import Organization, Seal, SealChange, SealEvent, SealMode, SealState, User
from youthwork.services import audit, posts
from youthwork.services.keys import keys
from youthwork.services.keys.box import keybox
from youthwork.services.path.impressions import Scan
from youthwork.services.printing.making import SEAL_PICTURE
from youthwork.services.seals import people
from youthwork.services.tree import unit_of

PNG, SVG = "image/png", "image/svg+xml"


class SealKind(Enum):
    """登记时的选择: the modes, and in a demonstration a drawn seal."""

    BY_HAND = "留白手盖：打印后盖实物章，上传扫描"
    IMAGE = "内部印模：上传印模图像，由系统加盖"
    DEMO = "演示章：由系统绘制，只用于演示"
    OUTSIDE = "外部电子印章：由外部服务加盖"


@dataclass(frozen=True)
class Registration:
    """登记的内容. `picture` is already clean (`picture.clean`); `name` must be the organ's full name."""

    kind: SealKind
    name: str
    diameter_mm: int
    authority: str
    keeper_id: int
    valid_from: date
    valid_until: date | None = None
    picture: bytes | None = None
    outside_code: str = ""
    #: 批文扫描, already in the store.
    authority_scan: Scan | None = None


def kinds_on_offer() -> tuple[SealKind, ...]:
    """Which kinds this instance can register."""
    offered = [SealKind.BY_HAND, SealKind.IMAGE]
    if current_app.config["IS_DEMO"]:
        offered.append(SealKind.DEMO)
    if current_app.config["SEAL_SERVICE"]:
        offered.append(SealKind.OUTSIDE)
    return tuple(offered)


def problems_of(organization: Organization, given: Registration) -> list[tuple[str, str]]:
    """What stands against this registration, as (field, sentence)."""
    found = []
    if given.kind not in kinds_on_offer():
        found.append(("kind", "本系统不能登记这一种，请重新选择"))
    if sentence := name_problem(given.name, organization.full_name):
        found.append(("name", sentence))
    elif given.kind is SealKind.DEMO and (missing := undrawable(given.name)):
        found.append(("name", f"字库里没有这些字，画不出演示章：{'、'.join(missing)}"))
    if not SMALLEST_MM <= given.diameter_mm <= LARGEST_MM:
        found.append(("diameter_mm", f"直径须在 {SMALLEST_MM} 到 {LARGEST_MM} 毫米之间"))
    if given.keeper_id not in {user.id for user in people.keepers(unit_of(organization.id))}:
        found.append(("keeper", f"保管人须是{organization.common_name}的印章管理员，请重新选择"))
    if given.valid_until is not None and given.valid_until < max(given.valid_from, clock.today()):
        found.append(("valid_until", "有效期止须不早于有效期起，也不能已经过去"))
    if given.kind is SealKind.IMAGE and given.picture is None:
        found.append(("picture", "请上传印模图像"))
    if given.kind is SealKind.OUTSIDE and not given.outside_code:
        found.append(("outside_code", "请填写外部服务给出的印章编码"))
    return found


def register(organization: Organization, user: User, given: Registration) -> Seal:
    """登记: by the organ's 经办人 or 管理员; the seal waits for another person to confirm it."""
    people.check_registers(posts.actor_of(user), organization)
    if problems := problems_of(organization, given):
        raise Unacceptable("；".join(sentence for _, sentence in problems))
    seal = Seal(
        organization_id=organization.id,
        name=given.name,
        mode=_MODES[given.kind],
        diameter_mm=given.diameter_mm,
        is_demo=given.kind is SealKind.DEMO,
        state=SealState.PENDING,
        authority=given.authority,
        authority_sha256=given.authority_scan.sha256 if given.authority_scan else None,
        authority_media_type=given.authority_scan.media_type if given.authority_scan else "",
        keeper_id=given.keeper_id,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        outside_code=given.outside_code if given.kind is SealKind.OUTSIDE else "",
        registered_by_id=user.id,
        registered_at=clock.now(),
    )
    _lock_picture(seal, given)
    db.session.add(seal)
    db.session.flush()
    keeper = db.session.get_one(User, given.keeper_id)
    record(seal, user, SealChange.REGISTER, people_words=f"登记人 {user.name}；保管人 {keeper.name}")
    return seal


def read_authority(seal: Seal) -> Scan:
    """批文扫描: where it lies and what it is."""
    if seal.authority_sha256 is None:
        raise NotFound("登记时没有上传批文的扫描")
    return Scan(seal.authority_sha256, seal.authority_media_type)


def confirm(seal: Seal, user: User) -> None:
    """核准: the seal may be pressed from now on; a picture gets the key it signs with."""
    lock(seal)
    _check_confirms(seal, user, "核准")
    seal.state = SealState.ACTIVE
    seal.confirmed_by_id = user.id
    seal.confirmed_at = clock.now()
    record(seal, user, SealChange.CONFIRM, people_words=f"核准人 {user.name}")
    if seal.mode is SealMode.IMAGE:
        keys.seal_key(seal)


def reject(seal: Seal, user: User, reason: str) -> None:
    """不予核准, with the reason; the registration stays readable."""
    lock(seal)
    _check_confirms(seal, user, "不予核准")
    check_reason(reason)
    seal.state = SealState.REJECTED
    record(seal, user, SealChange.REJECT, reason)


def lock(seal: Seal) -> None:
    """Take the row for this deed: of two people changing it at once the second sees what the first did."""
    db.session.flush()
    db.session.refresh(seal, with_for_update={"of": Seal})


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise StepNotAllowed("请写明原因")


def record(
    seal: Seal,
    user: User,
    kind: SealChange,
    reason: str = "",
    people_words: str = "",
    keepers: tuple[int | None, int | None, int | None] = (None, None, None),
) -> SealEvent:
    """记入印章变动: `keepers` are from whom, to whom and before whom a seal was handed over."""
    event = SealEvent(
        seal_id=seal.id,
        at=clock.now(),
        kind=kind,
        by_id=user.id,
        by_name=user.name,
        reason=reason.strip()[:300],
        from_keeper_id=keepers[0],
        to_keeper_id=keepers[1],
        witness_id=keepers[2],
        people=people_words,
    )
    db.session.add(event)
    whose = db.session.get_one(Organization, seal.organization_id).common_name
    audit.record("seal", f"{whose}印章（{seal.id} 号）{kind.value}：{people_words or user.name}", user.id)
    db.session.flush()
    db.session.expire(seal, ["events", "keeper"])
    return event


_MODES = {
    SealKind.BY_HAND: SealMode.BY_HAND,
    SealKind.IMAGE: SealMode.IMAGE,
    SealKind.DEMO: SealMode.IMAGE,
    SealKind.OUTSIDE: SealMode.OUTSIDE,
}


def _lock_picture(seal: Seal, given: Registration) -> None:
    """The picture goes into the record locked, never in clear."""
    drawn: dict[SealKind, tuple[str, Callable[[], bytes]]] = {
        SealKind.IMAGE: (PNG, lambda: given.picture or b""),
        SealKind.DEMO: (SVG, lambda: demo_seal_svg(given.name, given.diameter_mm).encode()),
    }
    if given.kind in drawn:
        media_type, picture = drawn[given.kind]
        seal.locked_image = keybox().lock(picture(), SEAL_PICTURE)
        seal.image_media_type = media_type


def _check_confirms(seal: Seal, user: User, word: str) -> None:
    if seal.state is not SealState.PENDING:
        raise StepNotAllowed(f"这枚印章现在是“{seal.state.value}”，不能{word}")
    allowed = people.overseers_of(seal)
    if user.id not in allowed.ids:
        raise NotAllowed(f"“{word}”由{allowed.words()}办理；登记人和保管人不能自己核准")

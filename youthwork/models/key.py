"""密钥: signing keys under the passphrase, their certificates, and the lists of revoked ones."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from youthwork.models.base import Base, words

_CURRENT = text("retired_at IS NULL")


class KeyPurpose(Enum):
    """密钥用途."""

    ROOT = "根证书"
    STAMP = "时间戳"
    SEAL = "用印"
    FILING = "备案"
    FACTS = "核验码"


class KeyWrapping(Base):
    """密钥匣: the data key all private keys and seal pictures lie under, itself under the passphrase. One row."""

    __tablename__ = "key_wrapping"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]


class SigningKey(Base):
    """签名密钥: certificate in clear, private key locked. A retired key signs nothing new; its certificate stays."""

    __tablename__ = "signing_key"
    __table_args__ = (
        CheckConstraint("not_after > not_before", name="valid_in_order"),
        CheckConstraint("(purpose = '用印') = (seal_id IS NOT NULL)", name="seal_if_for_a_seal"),
        CheckConstraint(
            "(purpose IN ('用印', '备案')) = (organization_id IS NOT NULL)", name="owner_if_of_an_organ"
        ),
        Index(
            "uq_signing_key_current_of_organ",
            "purpose",
            "organization_id",
            unique=True,
            sqlite_where=text("retired_at IS NULL AND purpose = '备案'"),
            postgresql_where=text("retired_at IS NULL AND purpose = '备案'"),
        ),
        Index(
            "uq_signing_key_current_of_seal",
            "seal_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index(
            "uq_signing_key_current_of_instance",
            "purpose",
            unique=True,
            sqlite_where=text("retired_at IS NULL AND organization_id IS NULL"),
            postgresql_where=text("retired_at IS NULL AND organization_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[KeyPurpose] = mapped_column(words(KeyPurpose, "purpose"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    seal_id: Mapped[int | None] = mapped_column(ForeignKey("seal.id"))
    #: The first 16 hex digits of the certificate's SHA-256, or of the public key's where there is none.
    key_id: Mapped[str] = mapped_column(String(16), unique=True)
    #: Serial number of the certificate, of 63 bits at most.
    serial: Mapped[int] = mapped_column(BigInteger, unique=True)
    #: X.509 in DER; for 核验码 the 32 bytes of the public Ed25519 key.
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    locked_key: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str] = mapped_column(String(60), default="")

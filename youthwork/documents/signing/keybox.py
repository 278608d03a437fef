"""密钥匣: private keys and seal pictures lie locked in the database; the passphrase lies elsewhere.

Everything is locked with one random data key, and only that key lies under the passphrase: a new passphrase
wraps 32 bytes again and touches nothing else.
"""

import os
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from youthwork.domain.errors import Unacceptable, YouthworkError

_NONCE = 12
_KEY = 32
_DATA_KEY_PURPOSE = b"youthwork data key"


class WrongPassphrase(YouthworkError):
    """The passphrase does not open the key box."""

    status = 503


class KeyDamaged(YouthworkError):
    """Something locked cannot be unlocked: changed, cut off, or locked for another purpose."""

    status = 500


@dataclass(frozen=True)
class Wrapping:
    """包裹的数据密钥: what is stored of the box: 16 bytes of salt, and the data key under the passphrase."""

    salt: bytes
    wrapped: bytes


class Keybox:
    """密钥匣（已打开）: lock and unlock secrets; each is bound to its purpose, so that none stands in for another."""

    def __init__(self, data_key: bytes) -> None:
        self._cipher = AESGCM(data_key)

    def lock(self, secret: bytes, purpose: str) -> bytes:
        """Return the secret locked for this purpose; locking it again gives other bytes."""
        return _sealed(self._cipher, secret, purpose.encode())

    def unlock(self, locked: bytes, purpose: str) -> bytes:
        """Return what was locked for this purpose; raise KeyDamaged when it is not whole or was for another."""
        try:
            return _opened(self._cipher, locked, purpose.encode())
        except InvalidTag:
            raise KeyDamaged(
                f"锁存的密钥或印模（{purpose}）已损坏或被调换，不能使用：请从备份恢复，并报告管理员。"
            ) from None


def new_wrapping(passphrase: str) -> Wrapping:
    """Make a new box: a random data key under this passphrase."""
    return _wrap(os.urandom(_KEY), passphrase)


def open_box(wrapping: Wrapping, passphrase: str) -> Keybox:
    """Open the box (about 0.1 s, on purpose); raise WrongPassphrase."""
    return Keybox(_unwrap(wrapping, passphrase))


def rewrap(wrapping: Wrapping, old: str, new: str) -> Wrapping:
    """更换口令: put the same data key under another passphrase; what is locked stays as it is."""
    return _wrap(_unwrap(wrapping, old), new)


def _wrap(data_key: bytes, passphrase: str) -> Wrapping:
    salt = os.urandom(16)
    return Wrapping(salt, _sealed(AESGCM(_stretched(passphrase, salt)), data_key, _DATA_KEY_PURPOSE))


def _unwrap(wrapping: Wrapping, passphrase: str) -> bytes:
    try:
        return _opened(AESGCM(_stretched(passphrase, wrapping.salt)), wrapping.wrapped, _DATA_KEY_PURPOSE)
    except InvalidTag:
        raise WrongPassphrase(
            "密钥口令不对，打不开密钥匣：请核对环境变量 YOUTHWORK_KEY_PASSPHRASE。"
        ) from None


def _stretched(passphrase: str, salt: bytes) -> bytes:
    # The same characters typed on another keyboard may come in another form.
    text = unicodedata.normalize("NFC", passphrase)
    if not text.strip():
        raise Unacceptable("没有给出密钥口令：请设置环境变量 YOUTHWORK_KEY_PASSPHRASE。")
    return Scrypt(salt=salt, length=_KEY, n=2**15, r=8, p=1).derive(text.encode())


def _sealed(cipher: AESGCM, secret: bytes, purpose: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, secret, purpose)


def _opened(cipher: AESGCM, locked: bytes, purpose: bytes) -> bytes:
    if len(locked) < _NONCE + 16:
        raise InvalidTag
    return cipher.decrypt(locked[:_NONCE], locked[_NONCE:], purpose)

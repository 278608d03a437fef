"""信件: what an e-mail says: the title, the words as they were written, the due date, a link. Plain text, names only."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flask import current_app

from youthwork import clock
from youthwork.domain.calendar import due_phrase, long_date
from youthwork.domain.privacy import mask_phone
from youthwork.models import Digest, Message

_FOOT = "此信由系统发出，请不要回复。不想再收，请在系统“我的信息”里关闭邮件。"
#: A phone somebody wrote into a reason stays inside the house: mobile, or landline with its area code.
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")


def of_message(message: Message) -> EmailMessage:
    """One message alone: a return, or what is due today."""
    lines = [message.title]
    if message.sender:
        lines.append(message.sender)
    if message.words:
        lines += ["", message.words]
    if message.due is not None:
        lines += ["", f"期限：{due_phrase(message.due, clock.today())}（当日 24:00 止）"]
    return _letter(
        message.person.email, message.title, [*lines, "", _where(message.url)], f"message-{message.id}"
    )


def of_digest(digest: Digest, address: str) -> EmailMessage:
    """每日汇总."""
    subject = f"每日汇总 {long_date(digest.day)}"
    return _letter(address, subject, [digest.text, "", _where("/messages")], f"digest-{digest.id}")


def _letter(address: str, subject: str, lines: list[str], name: str) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = f"【{current_app.config['INSTANCE_NAME']}】{_one_line(_masked(subject))}"
    letter["To"] = address
    letter["Date"] = format_datetime(clock.now().replace(tzinfo=clock.BEIJING))
    # The same letter sent twice, because a worker died in between, is the same to the mailbox.
    letter["Message-ID"] = f"<{name}@youthwork.invalid>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(_masked("\n".join([*lines, "", "--", _FOOT])) + "\n", cte="base64")
    return letter


def _where(path: str) -> str:
    base = current_app.config["BASE_URL"]
    return f"请到系统里办理：{base}{path}" if base and path else "请登录系统，在“消息”里查看、办理。"


def _masked(text: str) -> str:
    return _PHONE.sub(lambda found: mask_phone(found[0].replace("-", "")), text)


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""同一张照片 on the page: told where it is added, asked on the record, answered by 更正."""

from __future__ import annotations

import io

from tests.client import PageClient
from tests.conftest import on_both_engines
from tests.contact_work import add_activity
from tests.factories import Cast
from tests.services.contact_work.test_same_photos import TEXTS, photograph, picture
from youthwork.extensions import db

pytestmark = on_both_engines


def test_a_photo_used_before_is_asked_about_where_it_is_added(client: PageClient, cast: Cast) -> None:
    first = add_activity(cast, "bai", "2026-03-25", effect=TEXTS[0])
    second = add_activity(cast, "zhou", "2026-03-26", effect=TEXTS[1])
    photograph(cast, first)
    db.session.commit()
    client.sign_in("zhou")
    url = f"/records/{second.id}"
    client.send("POST", f"{url}/photos", data={"photos": (io.BytesIO(picture()), "a.png")})
    page = client.get(url)
    assert "照片已添加" in page.text
    assert "请核实：同一张照片已用于团白鹭县委2026年3月25日的记录" in page.text
    assert "白露" not in page.text and f"/records/{first.id}" not in page.html
    assert f"{url}/edit#signals" in page.html
    client.send("POST", f"{url}/photos", data={"photos": (io.BytesIO(picture(200)), "b.png")})
    assert client.get(url).text.count("请核实：同一张照片") == 1, "as long as nobody has answered"

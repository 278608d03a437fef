"""核实界限的页面: what holds now and whose it is, changed by who keeps it, with nothing typed lost."""

from __future__ import annotations

from tests.client import PageClient
from tests.factories import Cast
from youthwork.domain.signals import Thresholds
from youthwork.extensions import db
from youthwork.services.contact_work.records import settings

SET = {
    "late_days": "10",
    "burst_records": "5",
    "burst_days": "30",
    "travel_minutes": "45",
    "likeness": "９５",
    "round_records": "6",
    "evening": "18",
}


def test_it_works(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("zhou").get("/records/limits")
    assert page.title == "核实界限" and "系统默认的界限" in page.text
    assert (page.field("late_days"), page.field("likeness")) == ("7", "90")
    county = cast.organizations["团云溪县委"].id
    after = client.post(f"/records/limits/{county}", SET, follow=True)
    assert "核实界限已保存" in after.text and "周可儿于2026年4月1日设定" in after.text
    assert settings.thresholds_for(cast.organ("团云溪县委")) == Thresholds(
        late_days=10, travel_minutes=45, likeness=0.95
    )
    client.post(f"/records/limits/{county}/dropping", {}, follow=True)
    assert settings.thresholds_for(cast.organ("团云溪县委")) == Thresholds()


def test_a_wrong_number_is_said_at_its_field_and_nothing_typed_is_lost(
    client: PageClient, cast: Cast
) -> None:
    county = cast.organizations["团云溪县委"].id
    wrong = SET | {"likeness": "101", "late_days": "一周"}
    page = client.sign_in("zhou").post(f"/records/limits/{county}", wrong, status=422)
    assert "填 50 到 100 之间的整数" in page.text and "填 1 到 365 之间的整数" in page.text
    assert (page.field("late_days"), page.field("travel_minutes")) == ("一周", "45")


def test_a_county_reads_whose_limits_hold(client: PageClient, cast: Cast) -> None:
    numbers = settings.shown(Thresholds())
    settings.set_limits(cast.organ("团青岚市委"), numbers, cast.person("lin"))
    db.session.commit()
    page = client.sign_in("zhou").get("/records/limits")
    assert "现在用的是团青岚市委的界限，林晓舟于2026年4月1日设定" in page.text
    assert "取消自设" not in page.text


def test_who_keeps_no_limits_has_no_such_page(client: PageClient, cast: Cast) -> None:
    client.sign_in("chen").get("/records/limits", status=404)
    county = cast.organizations["团云溪县委"].id
    client.sign_in("lin").get(f"/records/limits?organ={county}", status=404)

"""团员人数 on the page of an organization."""

from __future__ import annotations

from datetime import date

from tests.client import PageClient
from tests.factories import Cast


def at(cast: Cast, name: str, rest: str = "") -> str:
    return f"/organizations/{cast.organizations[name].id}{rest}"


def test_the_clerk_of_the_organ_above_says_how_many_members_a_branch_has(
    client: PageClient, cast: Cast
) -> None:
    url = at(cast, "白泉村团支部")
    assert "还没有填团员人数" in client.sign_in("zhou").get(url).text
    posted = {"members": "３２", "as_of": "2026-03-01"}
    page = client.post(f"{url}/members", posted, follow=True)
    assert "团员人数已保存" in page.text and "32 名" in page.text and "截至 2026-03-01" in page.text
    assert cast.organ("白泉村团支部").members_as_of == date(2026, 3, 1)
    page = client.post(f"{url}/members", {"members": "", "as_of": ""}, follow=True)
    assert "团员人数已清空" in page.text and cast.organ("白泉村团支部").members is None


def test_what_is_no_number_is_refused_and_shown_again_as_typed(client: PageClient, cast: Cast) -> None:
    url = at(cast, "白泉村团支部", "/members")
    client.sign_in("zhou")
    for members, as_of, said in (
        ("三十", "", "“三十”不是整数"),
        ("-3", "", "“-3”不是整数"),
        ("100001", "", "填 0 到 100000 之间的整数"),
        ("", "2026-03-01", "请填团员人数"),
        ("32", "2026-04-02", "截至日期不能晚于今天"),
        ("32", "三月", "不是日期"),
    ):
        page = client.post(url, {"members": members, "as_of": as_of}, status=422)
        assert said in page.text, (members, as_of)
        assert (page.field("members"), page.field("as_of")) == (members, as_of)
    assert cast.organ("白泉村团支部").members is None


def test_who_only_reads_is_offered_no_form(client: PageClient, cast: Cast) -> None:
    url = at(cast, "云溪镇团委")
    assert "/members" not in client.sign_in("chen").get(url).text
    assert client.post(f"{url}/members", {"members": "3"}, status=403)
    assert "/members" not in client.sign_in("lin").get(at(cast, "团青岚市委办公室")).text

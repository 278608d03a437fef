"""访问表: every endpoint, and what it answers to a stranger of another province, to a 团干部 of the unit without a
duty there, and to the person whose it is. Nobody signed in is led to the door, but for what is public.

`tests/test_every_route.py` walks it; an endpoint that is missing here fails the suite.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STRANGER, CADRE = "wai", "mai"
SEE_OTHER = 303


@dataclass(frozen=True)
class Row:
    """One endpoint: an example URL (`{…}` are names of the stage), who it is for, and what the others get."""

    url: str
    right: str = "zhou"
    #: What the rightful person gets: a page, or 303 after a deed.
    answer: int = 200
    stranger: int = 404
    cadre: int = 404
    post: dict[str, str] | None = None
    cadre_is: str = CADRE

    @property
    def method(self) -> str:
        return "GET" if self.post is None else "POST"


def public(url: str, answer: int = 200, post: dict[str, str] | None = None) -> Row:
    return Row(url, answer=answer, stranger=answer, cadre=answer, post=post)


def own(url: str, answer: int = 200, post: dict[str, str] | None = None, **others: Any) -> Row:
    """A page of one's own data: everybody has it, each with their own."""
    return Row(url, answer=answer, post=post, **{"stranger": answer, "cadre": answer, **others})


def step(url: str, right: str, **given: str) -> tuple[Row, Row]:
    """The page that asks, and the press."""
    page = f"/submissions/{url}"
    return Row(page, right), Row(page, right, SEE_OTHER, post=given)


SUBMITTAL = step("{draft}/submittal", "zhou")
SIGN_OFF, SEND_BACK = (
    step("{in_sign_off}/sign-off", "chen"),
    step("{in_sign_off}/send-back", "chen", reason="改"),
)
APPROVE_PRESS = step("{unapproved}/press-approval", "su", copies="2")
PRESS, SEND = step("{sealable}/impression", "gu"), step("{signed_off}/sending", "zhou")
WITHDRAW, ACCEPT = step("{sent}/withdrawal", "lin"), step("{sent}/acceptance", "tang")
RETURN = step("{accepted}/return", "tang", reason="请补充")
REASSIGN = step("{accepted}/reassignment", "tang", target_id="{department}")
FILE = step("{accepted}/filing", "tang")
LIMITS = {
    "late_days": "7",
    "burst_records": "5",
    "burst_days": "30",
    "travel_minutes": "30",
    "likeness": "90",
    "round_records": "6",
    "evening": "18",
}
PERSON = {"name": "买买提江·阿布都", "gender": "男", "birth_month": "1990.03", "phone": "13800001234"}
POST_ = {"title": "副书记", "nature": "专职", "starts_on": "2026-04-01", "duties": "团干部"}
NAMES = {"full_name": "中国共产主义青年团清河街道工作委员会", "short_name": "共青团清河街道工作委员会"}
CONTACT = {
    "field": "高校",
    "name": "小榆",
    "way": "微信",
    "value": "xiaoyu",
    "consented_on": "2026-04-01",
    "consent": "当面同意",
}
ORGAN = "/organizations/{county}"
#: Of the unit, but without an office: told whose office it is.
OFFICE = {"cadre": 403}

TABLE: dict[str, Row] = {
    # nobody needs to be signed in
    "health.healthz": public("/healthz"),
    "account.open_session": public("/login", 422, {}),
    "sessions.state": public("/session"),
    "sessions.renew": public("/session", 422, {}),
    "account.reset": public("/login/reset"),
    "account.use_code": public("/login/reset", 422, {}),
    "account.sign_out": public("/logout", SEE_OTHER, {}),
    "account.large_text": public("/large-text", SEE_OTHER, {"large": "1"}),
    "verify.index": public("/verify"),
    "verify.check_paper": public("/verify/paper", 422, {}),
    "verify.check_number": public("/verify/number", 422, {}),
    "verify.check_code": public("/verify/code", 422, {}),
    "verify.keys": public("/verify/keys"),
    "verify.keys_paper": public("/verify/keys.pdf"),
    "verify.keys_data": public("/verify/keys.json"),
    "verify.root_certificate": public("/verify/root.crt"),
    "verify.revocation_list": public("/verify/revocations.crl"),
    "verify.offline_page": public("/verify/offline.html"),
    # one's own
    "account.me": own("/me"),
    "account.correct_me": own("/me", SEE_OTHER, PERSON),
    "account.password": own("/me/password"),
    "account.change_password": own("/me/password", 422, {}),
    "suggestions.index": own("/suggestions"),
    "suggestions.send": own("/suggestions", 422, {}),
    # two levels above the unit it is about
    "suggestions.show": Row("/suggestions/{suggestion}", "su"),
    "suggestions.open_": Row("/suggestions/{suggestion}/opening", "su", SEE_OTHER, post={}),
    "suggestions.answer": Row("/suggestions/{suggestion}/answer", "su", SEE_OTHER, post={"answer": "已核实"}),
    # Where the office has no mail server there is nothing to choose.
    "account.choose_mail": own("/me/mail", 404, {}),
    "messages.index": own("/messages?all=1"),
    "messages.digests": own("/messages/digests"),
    "messages.read_all": own("/messages/reading", SEE_OTHER, {"until": "9"}),
    "messages.open_": Row("/messages/{message}/opening", "chen", SEE_OTHER, post={}),
    "messages.read": Row("/messages/{message}/reading", "chen", SEE_OTHER, post={}),
    "desk.index": own("/"),
    "desk.lacking": own("/lacking", SEE_OTHER),
    "desk.more": own("/more"),
    "desk.sent": own("/sent"),
    "notices.index": own("/notices"),
    "dispatch.index": own("/dispatch"),
    "review.index": own("/review"),
    "archive.index": own("/archive"),
    "links.index": own("/links"),
    "signal_settings.index": Row("/records/limits", stranger=200),
    "signal_settings.keep": Row("/records/limits/{county}", answer=SEE_OTHER, post=LIMITS),
    "signal_settings.drop": Row("/records/limits/{county}/dropping", answer=303, post={}),
    "records.index": own("/records"),
    "records.export": own("/records/export", 200, {}),
    "records.new": own("/records/new"),
    # Nothing is filled in.
    "records.create": own("/records", 422, {}),
    "records.redraw": own("/records/form", 200, {"with_query": "没有这样的名称"}),
    "records.show": Row("/records/{record}"),
    "records.edit": Row("/records/{record}/edit"),
    "records.correct": Row("/records/{record}", answer=422, post={}),
    "records.withdraw": Row("/records/{record}/withdraw", answer=422, post={}),
    "records.leave": Row("/records/{record}/leave", "li", SEE_OTHER, post={}),
    "record_photos.add": Row("/records/{record}/photos", answer=422, post={}),
    "record_photos.show": Row("/records/{record}/photos/{record_photo}"),
    # 参评资格: everybody sees their own, who judges what their organ and those beneath decided
    "disqualifications.index": own("/disqualifications"),
    "disqualifications.new": Row("/people/{colleague}/disqualifications/new", "meng", cadre=403),
    "disqualifications.create": Row(
        "/people/{colleague}/disqualifications",
        "meng",
        SEE_OTHER,
        cadre=403,
        post={"organ": "{city}", "year": "2026", "reason": "夜访次数不实"},
    ),
    "disqualifications.show": Row("/disqualifications/{disqualification}", "meng"),
    "disqualifications.withdraw": Row(
        "/disqualifications/{disqualification}/withdrawal", "meng", SEE_OTHER, post={"reason": "核实有误"}
    ),
    "disqualifications.lift": Row(
        "/disqualifications/{disqualification}/override",
        "su",
        SEE_OTHER,
        post={"lifting-organ": "{province}", "lifting-reason": "已经改正"},
    ),
    "record_photos.thumbnail": Row("/records/{record}/photos/{record_photo}/thumbnail"),
    "record_photos.remove": Row("/records/{record}/photos/{record_photo}/removal", answer=SEE_OTHER, post={}),
    "task_sheets.branches": own("/task-sheets/branches?committee=云溪镇团委"),
    # 报送情况: an office sees its organ and all beneath it
    "calendar.index": own("/calendar"),
    "calendar.mine_as_file": own("/calendar/mine.ics"),
    "calendar.organ": Row("/calendar/{county}"),
    "calendar.organ_as_file": Row("/calendar/{county}.ics"),
    "workdays.index": own("/calendar/days"),
    # The stranger administers the topmost organ of a province, as 谷 does.
    "workdays.day": Row("/calendar/days/2026-05-04", "gu", stranger=200, cadre=403),
    "workdays.keep": Row(
        "/calendar/days/2026-05-04",
        "gu",
        SEE_OTHER,
        SEE_OTHER,
        403,
        {"kind": "放假", "name": "青年节"},
    ),
    "workdays.drop": Row("/calendar/days/2026-05-04/dropping", "gu", SEE_OTHER, SEE_OTHER, 403, {}),
    "workdays.read": Row(
        "/calendar/days/2027/arrangement/reading",
        "gu",
        200,
        200,
        403,
        {"text": "元旦：1月1日至3日放假"},
    ),
    "workdays.enter": Row(
        "/calendar/days/2027/arrangement",
        "gu",
        SEE_OTHER,
        SEE_OTHER,
        403,
        {"text": "元旦：1月1日至3日放假"},
    ),
    "completeness.index": own("/completeness"),
    "completeness.organ": Row("/completeness/{county}"),
    "completeness.annex": Row("/completeness/{county}/annexes/{county_paper}"),
    "completeness.export": Row("/completeness/{county}/annexes/{county_paper}/export", post={}),
    "combined.show": Row("/notices/annexes/{county_paper}/combined?organ={county}"),
    "combined.look": Row(
        "/notices/annexes/{county_paper}/combined/look?organ={county}", answer=SEE_OTHER, post={}
    ),
    "combined.export_form": Row("/notices/annexes/{county_paper}/combined/export?organ={county}"),
    "combined.export": Row(
        "/notices/annexes/{county_paper}/combined/export?organ={county}",
        post={"form": "xlsx", "purpose": "工作查考"},
    ),
    "combined.keep": Row(
        "/notices/annexes/{own_paper}/combined/versions?organ={city}",
        "lin",
        SEE_OTHER,
        post={"words": "上会"},
    ),
    "combined.version": Row("/notices/combined/{combined}", "lin"),
    "by_name.show": Row("/completeness/{county}/annexes/{county_paper}/names"),
    "by_name.export": Row("/completeness/{county}/annexes/{county_paper}/names/export", post={}),
    "by_name.late": Row("/completeness/{county}/overdue"),
    "by_name.urge": Row("/completeness/urging", "lin", SEE_OTHER, post={"ids": "{duty}"}),
    "duty_exceptions.index": Row("/completeness/{county}/annexes/{county_paper}/exceptions"),
    "duty_exceptions.new": Row("/duties/exceptions/new?ids={duty}", "he"),
    "duty_exceptions.choose": Row("/duties/exceptions/new", "he", post={"ids": "{duty}"}),
    "duty_exceptions.grant": Row(
        "/duties/exceptions", "he", SEE_OTHER, post={"ids": "{duty}", "kind": "免报", "reason": "正在撤并"}
    ),
    "duty_exceptions.end": Row("/duties/exceptions/{exception}/ending", "he", SEE_OTHER, post={}),
    "asking.show": Row("/duties/{duty}/request"),
    "asking.ask": Row(
        "/duties/{duty}/request", answer=SEE_OTHER, post={"kind": "免报", "reason": "正在撤并"}
    ),
    "asking.of_paper": Row("/submissions/{draft}/request", answer=SEE_OTHER),
    "asking.withdraw": Row("/duties/requests/{request}/withdrawal", "wang", SEE_OTHER, post={}),
    "answering.index": Row("/completeness/{county}/requests"),
    "answering.show": Row("/duties/requests/{request}", "tang"),
    "answering.grant": Row("/duties/requests/{request}/grant", "tang", SEE_OTHER, post={}),
    "answering.refuse": Row(
        "/duties/requests/{request}/refusal", "tang", SEE_OTHER, post={"answer": "时间来得及"}
    ),
    "nil_reports.show": Row("/duties/{nil_duty}/nil", "lin"),
    "nil_reports.report": Row("/duties/{nil_duty}/nil", "lin", SEE_OTHER, post={}),
    "nil_reports.take_back": Row("/duties/{nil_said}/nil/withdrawal", "jiao", SEE_OTHER, post={}),
    # notices and drafts
    # passing on, and what was tried on top
    "passing_on.show": Row("/notices/{passed_draft}/passing-on"),
    "passing_on.begin": Row(
        "/notices/{notice}/passing-on", answer=SEE_OTHER, cadre=403, post={"organ": "{county}"}
    ),
    "passing_on.save": Row(
        "/notices/{passed_draft}/passing-on/draft",
        answer=SEE_OTHER,
        post={"version": "1", "range": "all", "annexes": "contact_points"},
    ),
    "passing_on.save_changes": Row(
        "/notices/{passed_draft}/passing-on/draft/changes",
        post={"version": "1", "range": "all", "annexes": "contact_points"},
    ),
    "additions.index": Row("/notices/additions", stranger=200),
    "additions.of_notice": Row("/notices/{notice}/additions", "gu"),
    "additions.read": Row("/notices/{notice}/additions/reading", "gu", SEE_OTHER, cadre=403, post={}),
    "additions.show_burden": Row("/notices/{passed_draft}/burden"),
    "additions.show_ledger": Row("/notices/ledger", stranger=200),
    "notices.show": Row("/notices/{notice}", cadre=200),
    "notice_drafts.new": Row("/notices/new", stranger=403, cadre=403),
    "notice_drafts.begin": Row(
        "/notices/drafts",
        "zhou",
        SEE_OTHER,
        stranger=422,
        cadre=422,
        post={"organ": "{county}", "source": "edition:province_2017_8"},
    ),
    "notice_drafts.draft": Row("/notices/{drawn_up}/draft"),
    "notice_drafts.save": Row(
        "/notices/{drawn_up}/draft",
        "zhou",
        SEE_OTHER,
        post={"title": "通知", "version": "{drawn_up_version}"},
    ),
    "notice_drafts.save_changes": Row(
        "/notices/{drawn_up}/draft/changes", post={"title": "通知", "version": "{drawn_up_version}"}
    ),
    "notice_drafts.units": Row("/notices/{drawn_up}/draft/units?q=云溪", answer=SEE_OTHER),
    "notice_drafts.audience": Row("/notices/{drawn_up}/draft/audience"),
    "notice_drafts.discarding": Row("/notices/{drawn_up}/draft/discarding"),
    "notice_drafts.discard": Row(
        "/notices/{drawn_up}/draft/discarding", "zhou", SEE_OTHER, post={"version": "{drawn_up_version}"}
    ),
    "notice_issuing.review": Row("/notices/{drawn_up}/issuing"),
    "notice_issuing.issue": Row(
        "/notices/{drawn_up}/issuing", "chen", SEE_OTHER, post={"version": "{drawn_up_version}"}
    ),
    "notice_issuing.hand_in": Row(
        "/notices/{drawn_up}/submittal", "zhou", SEE_OTHER, post={"version": "{drawn_up_version}"}
    ),
    "notice_issuing.send_back": Row(
        "/notices/{handed_in}/send-back",
        "chen",
        SEE_OTHER,
        post={"reason": "再核", "version": "{handed_in_version}"},
    ),
    "notice_issuing.laying": Row("/notices/{own_notice}/laying"),
    "notice_issuing.amendment": Row("/notices/{own_notice}/amendment", "chen"),
    "notice_issuing.amend": Row(
        "/notices/{own_notice}/amendment",
        "chen",
        SEE_OTHER,
        post={
            "reason": "换人",
            "contact_name": "李堃",
            "body": "改后的正文",
            "expires_on": "2026-12-31",
            "under": "{county}",
            "version": "{own_notice_version}",
        },
    ),
    "notice_issuing.withdrawal": Row("/notices/{own_notice}/withdrawal", "chen"),
    "notice_issuing.withdraw": Row(
        "/notices/{own_notice}/withdrawal",
        "chen",
        SEE_OTHER,
        post={"reason": "有误", "version": "{own_notice_version}"},
    ),
    "notice_issuing.paper": Row("/notices/{notice}/paper.pdf", cadre=200),
    "notices.blank": Row("/notices/annexes/{county_paper}/blank", cadre=200),
    "notices.blank_paper": Row("/notices/annexes/{county_paper}/blank.pdf", cadre=200),
    "word.blank": Row("/notices/annexes/{county_paper}/blank.docx", cadre=200),
    "word.submission": Row("/submissions/{draft}/exchange/word", post={}),
    "word.filing": Row("/filings/{filing}/word", "tang", post={}),
    "notices.begin": Row(
        "/notices/annexes/{county_paper}/submissions",
        answer=SEE_OTHER,
        cadre=403,
        post={"owner_id": "{county}"},
    ),
    "submissions.show": Row("/submissions/{in_sign_off}"),
    "progress.show": Row("/submissions/{in_sign_off}/progress"),
    "drafting.draft": Row("/submissions/{draft}/draft"),
    "drafting.save": Row("/submissions/{draft}/draft", answer=SEE_OTHER, post={"filler": "周可儿"}),
    # The example is no JSON: it is told so, once it is certain that it may.
    "drafting.save_changes": Row("/submissions/{draft}/draft/changes", answer=422, post={}),
    "drafting.news": Row("/submissions/{draft}/draft/news?since=1"),
    "drafting.leftovers": Row("/submissions/{draft}/draft/leftovers", answer=SEE_OTHER, post={}),
    "drafting.clash": Row(
        "/submissions/{draft}/draft/clashes/{clash}", answer=SEE_OTHER, post={"take": "mine"}
    ),
    "evidence.index": Row("/submissions/{draft}/evidence"),
    "evidence.add": Row("/submissions/{draft}/evidence", answer=422, post={}),
    "evidence.from_draft": Row(
        "/submissions/{draft}/evidence/draft", answer=SEE_OTHER, post={"filler": "周可儿"}
    ),
    "evidence.file": Row("/submissions/{draft}/evidence/{photo}"),
    "evidence.thumbnail": Row("/submissions/{draft}/evidence/{photo}/thumbnail"),
    "evidence.describe": Row(
        "/submissions/{draft}/evidence/{photo}/description", answer=SEE_OTHER, post={"caption": "签到表"}
    ),
    "evidence.remove": Row("/submissions/{draft}/evidence/{photo}/removal", answer=SEE_OTHER, post={}),
    "evidence.restore": Row("/submissions/{draft}/evidence/{photo}/restoration", answer=SEE_OTHER, post={}),
    "evidence.filed_file": Row("/filings/{filing}/evidence/{filed_photo}", "tang"),
    "evidence.filed_thumbnail": Row("/filings/{filing}/evidence/{filed_photo}/thumbnail", "tang"),
    "submitting.preview": Row("/submissions/{draft}/preview"),
    "submitting.face": Row("/submissions/{draft}/face"),
    "contact_points.compilation": Row("/submissions/{draft}/compilation", answer=SEE_OTHER, post={}),
    "monthly_reports.paragraph": Row(
        "/submissions/{monthly}/paragraph", "wang", SEE_OTHER, post={"then": "practice"}
    ),
    "contact_units.counties": Row("/submissions/{arrangement}/counties", "lin", SEE_OTHER, post={}),
    # the steps
    "submitting.submittal": SUBMITTAL[0],
    "submitting.create_submittal": SUBMITTAL[1],
    "carrying.last_period": Row("/submissions/{draft}/last-period"),
    # There is no last period here: the refusal is the answer.
    "carrying.take": Row("/submissions/{draft}/last-period", answer=409, post={"fields": "filler"}),
    # 活动信息 from activity records
    "activity_news.index": Row("/submissions/{news}/news-records?months=all"),
    "activity_news.from_draft": Row("/submissions/{news}/news-records/draft", answer=SEE_OTHER, post={}),
    "activity_news.take": Row(
        "/submissions/{news}/news-records", answer=SEE_OTHER, post={"months": "all", "rows": "{record}"}
    ),
    # 任务表 from activity records: nothing is ticked, so the refusal is the answer.
    "deriving.index": Row("/submissions/{correction}/records?months=all", "meng"),
    "deriving.from_draft": Row("/submissions/{correction}/records/draft", "meng", SEE_OTHER, post={}),
    "deriving.take": Row("/submissions/{correction}/records", "meng", 409, post={}),
    "deriving.renew": Row("/submissions/{correction}/records/renewal", "meng", 409, post={}),
    "deriving.renew_from_draft": Row(
        "/submissions/{correction}/records/renewal/draft", "meng", 409, post={"then": "renew_oath-a1"}
    ),
    "deriving.remove_from_draft": Row(
        "/submissions/{correction}/records/removal/draft", "meng", SEE_OTHER, post={"then": "renew_oath-a1"}
    ),
    "monthly.index": Row("/monthly?month=2026-03", stranger=200, cadre=403),
    "monthly.word": Row("/monthly/word", stranger=200, cadre=403, post={"month": "2026-03"}),
    "submitting.withdrawal": WITHDRAW[0],
    "submitting.create_withdrawal": WITHDRAW[1],
    "dispatch.sign_off": SIGN_OFF[0],
    "dispatch.create_sign_off": SIGN_OFF[1],
    "dispatch.send_back": SEND_BACK[0],
    "dispatch.create_send_back": SEND_BACK[1],
    "dispatch.press_approval": APPROVE_PRESS[0],
    "dispatch.create_press_approval": APPROVE_PRESS[1],
    "dispatch.impression": PRESS[0],
    "dispatch.create_impression": PRESS[1],
    "dispatch.sending": SEND[0],
    "dispatch.create_sending": SEND[1],
    "review.acceptance": ACCEPT[0],
    "review.create_acceptance": ACCEPT[1],
    "returning.return_": RETURN[0],
    "returning.create_return_": RETURN[1],
    "review.reassignment": REASSIGN[0],
    "review.create_reassignment": REASSIGN[1],
    # candidates: each level of the way decides; the list is every office's own
    "candidates.index": own("/candidates", cadre=403),
    "candidates.decision": Row("/submissions/{nomination}/decision", "meng"),
    "candidates.create_decision": Row(
        "/submissions/{nomination}/decision", "meng", SEE_OTHER, post={"verdict": "UPWARD"}
    ),
    # Most annexes do not climb: whoever holds the paper is told so.
    "review.forwarding": Row("/submissions/{accepted}/forwarding", "su", 403),
    "review.create_forwarding": Row("/submissions/{accepted}/forwarding", "su", 409, post={"reason": "同意"}),
    "review.filing": FILE[0],
    "review.create_filing": FILE[1],
    "review.next_": Row("/review/next?after={accepted}", "tang", SEE_OTHER),
    "review.previous": Row("/review/previous?after={accepted}", "tang", SEE_OTHER),
    # 批注 and 逐项退回
    "comments.new": Row("/submissions/{accepted}/comments/new?field=branch", "tang"),
    "comments.create": Row(
        "/submissions/{accepted}/comments", "tang", SEE_OTHER, post={"field": "branch", "text": "改"}
    ),
    "comments.edit": Row("/submissions/{accepted}/comments/{comment}", "tang"),
    "comments.rewrite": Row(
        "/submissions/{accepted}/comments/{comment}", "tang", SEE_OTHER, post={"text": "再改"}
    ),
    "comments.remove": Row("/submissions/{accepted}/comments/{comment}/removal", "tang", SEE_OTHER, post={}),
    "returning.opening": Row("/submissions/{returned}/reopening", "he"),
    "returning.open_more": Row(
        "/submissions/{returned}/reopening", "he", SEE_OTHER, post={"names": "committee"}
    ),
    "returning.consent": Row("/submissions/{returned}/consent", "bai"),
    "returning.agree": Row("/submissions/{returned}/consent", "bai", SEE_OTHER, post={"then": "keep"}),
    # Batches do what waits for the person; of other people's papers nothing is listed, done or named.
    "batches.confirm": own("/batches/sign-off?ids={in_sign_off}"),
    "batches.create": own("/batches/sign-off", 200, {"ids": "{in_sign_off}:2"}),
    # the archive
    "filing.show": Row("/filings/{filing}", "tang"),
    "filing.receipt": Row("/filings/{filing}/receipt", "tang"),
    "filing.paper": Row("/filings/{filing}/paper.pdf", "tang"),
    "filing.page": Row("/filings/{filing}/pages/1.png", "tang"),
    "filing.scan": Row("/filings/{scanned}/scan", "tang"),
    "filing.ask_again": Row("/filings/{filing}/paper", "tang", SEE_OTHER, post={}),
    # Asked without a script, they lead to the page.
    "paper_states.filing": Row("/filings/{filing}/paper-state", "tang", SEE_OTHER),
    "paper_states.submission": Row("/submissions/{scanned_paper}/paper-state", "lin", SEE_OTHER),
    "paper_states.ask_sealed_again": Row("/submissions/{scanned_paper}/paper", "lin", SEE_OTHER, post={}),
    # what follows a filed paper
    "corrections.correction": Row("/filings/{filing}/correction", "cheng"),
    "corrections.create_correction": Row(
        "/filings/{filing}/correction", "lin", SEE_OTHER, post={"reason": "第二项的效果写错了"}
    ),
    "corrections.correction_request": Row("/filings/{filing}/correction-request", "tang"),
    "corrections.create_correction_request": Row(
        "/filings/{filing}/correction-request", "song", SEE_OTHER, post={"reason": "请核对第二项"}
    ),
    "corrections.request_withdrawal": Row("/filings/{asked}/correction-request/withdrawal", "tang"),
    "corrections.create_request_withdrawal": Row(
        "/filings/{asked}/correction-request/withdrawal", "tang", SEE_OTHER, post={}
    ),
    "corrections.voiding": Row("/filings/{filing}/voiding", "su"),
    "corrections.create_voiding": Row(
        "/filings/{filing}/voiding", "su", SEE_OTHER, post={"reason": "重复备案，以另一件为准"}
    ),
    "corrections.refile": Row("/filings/{voided}/refiling", "lin", SEE_OTHER, post={}),
    "corrections.giving_up": Row("/submissions/{correction}/giving-up", "lin"),
    "corrections.give_up": Row("/submissions/{correction}/giving-up", "lin", SEE_OTHER, post={}),
    # 汇编 is seen by who asked for it
    "archive.preview": Row("/archive/{filing}/preview", "tang"),
    "archive_saved.index": own("/archive/saved"),
    "archive_saved.new": own("/archive/saved/new?q=清河"),
    "archive_saved.create": own("/archive/saved", SEE_OTHER, post={"q": "清河", "name": "清河"}),
    "archive_saved.rename": Row("/archive/saved/{saved}/name", "tang", SEE_OTHER, post={"name": "改"}),
    "archive_saved.remove": Row("/archive/saved/{saved}/removal", "tang", SEE_OTHER, post={}),
    "archive_exports.index": own("/archive/exports"),
    "archive_exports.new": own("/archive/exports/new?kind=list", cadre=403),
    # The stranger's own archive is empty.
    "archive_exports.create": Row(
        "/archive/exports",
        "tang",
        SEE_OTHER,
        stranger=422,
        cadre=403,
        post={"kind": "list", "purpose": "工作查考"},
    ),
    "archive_exports.show": Row("/archive/exports/{export}", "tang"),
    "archive_exports.state": Row("/archive/exports/{export}/state", "tang", SEE_OTHER),
    "archive_exports.download": Row("/archive/exports/{export}/file", "tang"),
    "archive_exports.make_again": Row("/archive/exports/{export}/making", "tang", SEE_OTHER, post={}),
    "books.index": own("/books"),
    "books.new": own("/books/new?year=2026"),
    # Who may open no paper has nothing to bind.
    "books.create": Row("/books", "tang", SEE_OTHER, stranger=422, cadre=422, post={}),
    "books.show": Row("/books/{book}", "tang"),
    "books.state": Row("/books/{book}/state", "tang", SEE_OTHER),
    "books.download": Row("/books/{book}/book.pdf", "tang"),
    "books.make_again": Row("/books/{book}/making", "tang", SEE_OTHER, post={}),
    # 归档、保管期限: the 档案员; 利用登记: the 签发人 too. The stranger keeps another archive.
    "archiving.index": Row("/archive/archiving", "zhao", stranger=200, cadre=403),
    "archiving.year": Row("/archive/archiving/{city}/2024", "zhao", cadre=403),
    # The year has been archived already.
    "archiving.archive": Row("/archive/archiving/{city}/2024", "zhao", 409, cadre=403, post={}),
    "archiving.show_catalogue": Row(
        "/archive/archiving/{city}/2024/catalogue?retention=10&department={receiving}", "zhao", cadre=403
    ),
    "archiving.print_catalogue": Row("/archive/archiving/{city}/2024/catalogue.pdf", "zhao", cadre=403),
    "archiving.export_catalogue": Row("/archive/archiving/{city}/2024/catalogue.xlsx", "zhao", cadre=403),
    "fonds.show": Row("/archive/fonds?organ={city}", "zhao", cadre=403),
    "fonds.settle": Row("/archive/fonds", "zhao", 422, cadre=403, post={"organ": "{city}"}),
    "retention.index": Row("/archive/retention?organ={city}", "zhao", cadre=403),
    "retention.new": Row("/archive/retention/new?organ={city}&annex=task_sheet", "zhao", cadre=403),
    "retention.add": Row(
        "/archive/retention",
        "zhao",
        SEE_OTHER,
        cadre=403,
        post={
            "organ": "{city}",
            "annex": "task_sheet",
            "item": "任务表",
            "years": "30",
            "starts_on": "2026-04-01",
        },
    ),
    "archive_uses.index": Row("/archive/uses?organ={city}", "meng", cadre=403),
    "archive_uses.print_": Row("/archive/uses/register.pdf?organ={city}", "meng", cadre=403),
    "archive_uses.export": Row("/archive/uses/register.xlsx?organ={city}", "zhao", cadre=403),
    "archive_uses.new": Row("/archive/uses/filings/{filing}", "tang"),
    "archive_uses.register": Row(
        "/archive/uses/filings/{filing}", "tang", SEE_OTHER, post={"purpose": "工作查考"}
    ),
    "filing.reveal": Row("/filings/{filing}/reveal", "tang", post={"purpose": "工作查考"}),
    # 四性检测、鉴定销毁: the organ's 档案员 and 签发人; 移交包 the 档案员 alone. The stranger keeps another archive.
    "archive_checks.index": Row("/archive/checks", "zhao", stranger=200, cadre=403),
    "archive_checks.create": Row(
        "/archive/checks",
        "zhao",
        SEE_OTHER,
        stranger=SEE_OTHER,
        cadre=403,
        post={"stage": "archiving", "year": ""},
    ),
    "archive_checks.show": Row("/archive/checks/{check}", "meng"),
    "archive_checks.state": Row("/archive/checks/{check}/state", "zhao", SEE_OTHER),
    "archive_checks.run_again": Row("/archive/checks/{check}/running", "zhao", SEE_OTHER, post={}),
    "archive_checks.download": Row("/archive/checks/{check}/report.pdf", "meng"),
    "disposals.index": Row("/archive/disposals", "meng", stranger=200, cadre=403),
    # Nothing of the cast's year has run out.
    "disposals.create": Row(
        "/archive/disposals", "zhao", 422, stranger=422, cadre=403, post={"ids": "{filing}"}
    ),
    "disposals.show": Row("/archive/disposals/{appraised}", "meng"),
    "disposals.appraise": Row(
        "/archive/disposals/{appraised}/appraisal",
        "zhao",
        SEE_OTHER,
        post={"verdict_{filing}": "续存", "years_{filing}": "5", "reason": "鉴定小组意见"},
    ),
    "disposals.decide": Row(
        "/archive/disposals/{proposed}/decision", "meng", SEE_OTHER, post={"approve": "1"}
    ),
    "disposals.withdraw": Row("/archive/disposals/{appraised}/withdrawal", "zhao", SEE_OTHER, post={}),
    "disposals.destruction": Row("/archive/disposals/{approved}/destruction", "zhao"),
    "disposals.destroy": Row("/archive/disposals/{approved}/destruction", "zhao", SEE_OTHER, post={}),
    "disposals.sheet": Row("/archive/disposals/{approved}/sheet.pdf", "meng"),
    "transfers.index": Row("/archive/transfers", "zhao", stranger=200, cadre=403),
    # Nothing is archived there yet.
    "transfers.create": Row("/archive/transfers", "zhao", 422, stranger=422, cadre=403, post={}),
    # links
    "wishes.index": own("/wishes?view=pool"),
    "wishes.new": own("/wishes/new"),
    "wishes.create": own("/wishes", 422, {}),
    "wishes.export": own("/wishes/export", 200, {"view": "office"}, **OFFICE),
    "wishes.overview": own("/wishes/overview"),
    "wishes.show": Row("/wishes/{wish}"),
    "wish_steps.show": Row("/wishes/{wish}/fulfilment"),
    "wish_steps.take": Row("/wishes/{wish}/fulfilment", answer=SEE_OTHER, post={"words": "借到了自习室"}),
    "links.show": Row("/links/{mai}", cadre_is="luo"),
    "links.choosing": Row("/links/{mai}/choosing", cadre_is="luo"),
    "links.setting": Row("/links/{mai}/setting?committee={committee}", cadre_is="luo"),
    "links.change": Row("/links/{mai}", answer=422, post={}, cadre_is="luo"),
    "links.ending": Row("/links/{mai}/ending", cadre_is="luo"),
    "links.end": Row("/links/{mai}/ending", answer=422, post={}, cadre_is="luo"),
    "links.organ": Row("/links/organs/{county}?on=2026-03-20", "chen"),
    "links.committee": Row("/links/committees/{committee}?on=2026-03-20"),
    "secretaries.index": Row("/links/{mai}/secretaries?q=镇", cadre_is="luo"),
    "secretaries.add": Row(
        "/links/{mai}/secretaries",
        answer=SEE_OTHER,
        post={"secretaries": "{secretary}", "starts_on": "2026-04-01", "q": ""},
        cadre_is="luo",
    ),
    "secretaries.end": Row(
        "/links/{mai}/secretaries/{secretary_link}/ending", answer=SEE_OTHER, post={}, cadre_is="luo"
    ),
    # 联系青年: one's own; for others there is nobody
    "contacts.index": own("/contacts"),
    "contacts.new": own("/contacts/new"),
    "contacts.create": own("/contacts", SEE_OTHER, CONTACT),
    "contacts.edit": Row("/contacts/{contact}"),
    "contacts.correct": Row("/contacts/{contact}", answer=SEE_OTHER, post=CONTACT),
    "contacts.decline": Row("/contacts/{contact}/declining", answer=SEE_OTHER, post={}),
    "contacts.end": Row("/contacts/{contact}/ending", answer=SEE_OTHER, post={}),
    "contacts.passing": own("/contacts/passing"),
    "contacts.pass_on": Row(
        "/contacts/passing",
        answer=SEE_OTHER,
        stranger=422,
        cadre=422,
        post={"contacts": "{contact}", "successor": "{mai}"},
    ),
    # 小组与下沉: those in them and the offices; formed and changed by 经办人 and 管理员
    "groups.index": own("/groups"),
    "groups.new": Row("/groups/new?organ={city}", "lin", stranger=200, cadre=403),
    "groups.create": Row(
        "/groups",
        "lin",
        SEE_OTHER,
        stranger=422,
        cadre=403,
        post={
            "organ": "{city}",
            "name": "第二工作小组",
            "leader": "{deputy}",
            "leader_reason": "青年工作熟悉",
            "topic": "",
            "starts_on": "2026-04-01",
        },
    ),
    "groups.show": Row("/groups/{group}", "luo"),
    "groups.change_leader": Row(
        "/groups/{group}/leader",
        "lin",
        SEE_OTHER,
        post={
            "leader": "{deputy}",
            "leader_reason": "青年工作熟悉",
            "starts_on": "2026-04-01",
            "version": "1",
        },
    ),
    "groups.add_members": Row(
        "/groups/{group}/members",
        "lin",
        SEE_OTHER,
        post={"members": "{deputy}", "starts_on": "2026-04-01", "version": "1"},
    ),
    "groups.end_membership": Row(
        "/groups/{group}/members/{member}/ending", "lin", SEE_OTHER, post={"version": "1"}
    ),
    "groups.set_branch": Row(
        "/groups/{posted_group}/branch", "lin", SEE_OTHER, post={"branch": "{branch}", "version": "1"}
    ),
    "groups.end": Row(
        "/groups/{group}/ending", "lin", SEE_OTHER, post={"ends_on": "2026-04-01", "version": "1"}
    ),
    "group_proposals.show": Row("/groups/proposals/{city}?q=镇", "lin"),
    # There is a group: a third who is posted there joins it.
    "group_proposals.accept": Row(
        "/groups/proposals/{city}",
        "lin",
        409,
        post={
            "committee": "{committee}",
            "name": "小组",
            "leader": "{deputy}",
            "starts_on": "2026-04-01",
            "mark": "{mark}",
        },
    ),
    "group_proposals.join": Row(
        "/groups/proposals/{city}/joining", "lin", SEE_OTHER, post={"mark": "{mark}"}
    ),
    "group_proposals.decline": Row(
        "/groups/proposals/{city}/declining", "lin", SEE_OTHER, post={"mark": "{mark}", "reason": "相隔太远"}
    ),
    "group_proposals.arrangement_list": own("/groups/arrangements"),
    "group_proposals.arrangement": Row("/groups/arrangements/{arrangement_filing}"),
    "group_proposals.take": Row("/groups/arrangements/{arrangement_filing}", answer=SEE_OTHER, post={}),
    "postings.index": own("/postings"),
    "postings.new": own("/postings/new"),
    "postings.create": Row(
        "/postings",
        answer=SEE_OTHER,
        stranger=422,
        cadre=422,
        post={
            "person": "{colleague}",
            "county": "{sister}",
            "starts_on": "2026-04-01",
            "ends_on": "2026-06-30",
        },
    ),
    "postings.ending": Row("/postings/{posting}/ending", "lin"),
    "postings.end": Row("/postings/{posting}/ending", "lin", SEE_OTHER, post={"ends_on": "2026-06-30"}),
    # organizations and people: for offices, changed by their 管理员
    "organizations.index": own("/organizations", **OFFICE),
    "organizations.show": Row(ORGAN, **OFFICE),
    "organizations.new_department": Row(ORGAN + "/departments/new", **OFFICE),
    "organizations.add_department": Row(
        ORGAN + "/departments", answer=SEE_OTHER, post={"name": "组织部", "function": "组织"}, **OFFICE
    ),
    "organizations.closing": Row("/organizations/{city_department}/closing", "lin", **OFFICE),
    # 罗欣喆 still works there.
    "organizations.close": Row(
        "/organizations/{city_department}/closing",
        "lin",
        422,
        post={"last_day": "2026-05-01", "successor": "0"},
        **OFFICE,
    ),
    "organizations.new_subordinate": Row(ORGAN + "/subordinates/new", **OFFICE),
    "organizations.add_subordinate": Row(
        ORGAN + "/subordinates",
        answer=SEE_OTHER,
        post={
            **NAMES,
            "common_name": "清河街道团工委",
            "type": "团工委",
            "level": "乡镇街道",
            "confirmed": "y",
        },
        **OFFICE,
    ),
    # for who looks after the superior
    "organizations.merging.merging_page": Row(ORGAN + "/merging", "lin", **OFFICE),
    # Its seal is in use, and papers are on their way.
    "organizations.merging.merge": Row(
        ORGAN + "/merging", "lin", 422, post={"successor": "0", "agreed": "y"}, **OFFICE
    ),
    "organizations.merging.splitting_page": Row(ORGAN + "/splitting", "lin", **OFFICE),
    "organizations.merging.split": Row(ORGAN + "/splitting", "lin", 422, post={}, **OFFICE),
    "organizations.naming": Row(ORGAN + "/names", **OFFICE),
    "organizations.rename": Row(
        ORGAN + "/names",
        answer=SEE_OTHER,
        post={
            "full_name": "中国共产主义青年团云溪县委员会",
            "short_name": "共青团云溪县委员会",
            "common_name": "团云溪县委",
            "confirmed": "y",
        },
        **OFFICE,
    ),
    "organizations.count_members": Row(
        ORGAN + "/members", answer=SEE_OTHER, post={"members": "32", "as_of": "2026-03-01"}, **OFFICE
    ),
    "organizations.people.new": Row(ORGAN + "/people/new", **OFFICE),
    "organizations.people.add": Row(
        ORGAN + "/people",
        answer=SEE_OTHER,
        post={**PERSON, "name": "新同志", **POST_, "where": "{county}"},
        **OFFICE,
    ),
    "organizations.people.show": Row("/people/{mai}", **OFFICE),
    "organizations.people.correcting": Row("/people/{mai}/correction", **OFFICE),
    "organizations.people.correct": Row("/people/{mai}/correction", answer=SEE_OTHER, post=PERSON, **OFFICE),
    "organizations.people.disable": Row("/people/{mai}/disabling", answer=SEE_OTHER, post={}, **OFFICE),
    "organizations.people.enable": Row("/people/{mai}/enabling", answer=SEE_OTHER, post={}, **OFFICE),
    # A first password is for those who have none of their own yet.
    "organizations.people.give_first_password": Row(
        "/people/{mai}/first-password", answer=422, post={}, **OFFICE
    ),
    "organizations.people.give_reset_code": Row("/people/{mai}/reset-code", post={}, **OFFICE),
    "organizations.appointments.appointing": Row(ORGAN + "/appointments/new", **OFFICE),
    # There is that post already.
    "organizations.appointments.appoint": Row(
        ORGAN + "/people/{mai}/appointments", answer=422, post={**POST_, "where": "{county}"}, **OFFICE
    ),
    "organizations.appointments.changing": Row("/appointments/{post}", **OFFICE),
    "organizations.appointments.change": Row("/appointments/{post}", answer=SEE_OTHER, post=POST_, **OFFICE),
    "organizations.appointments.ending": Row("/appointments/{post}/ending", **OFFICE),
    "organizations.appointments.end": Row(
        "/appointments/{post}/ending", answer=SEE_OTHER, post={"last_day": "2026-04-30"}, **OFFICE
    ),
    "organizations.delegations.index": Row(ORGAN + "/delegations", **OFFICE),
    "organizations.delegations.naming": Row("/appointments/{clerks_post}/delegations/new", "lin"),
    "organizations.delegations.name": Row(
        "/appointments/{clerks_post}/delegations",
        "lin",
        SEE_OTHER,
        post={
            "duties": "经办人",
            "deputy": "{deputy}",
            "starts_on": "2026-05-01",
            "ends_on": "2026-05-03",
            "reason": "休假",
        },
    ),
    "organizations.delegations.end": Row("/delegations/{delegation}/ending", "lin", SEE_OTHER, post={}),
    "organizations.handovers.starting": Row("/appointments/{post}/handover", **OFFICE),
    "organizations.handovers.confirming": Row(
        "/appointments/{post}/handover/confirmation?last_day=2026-04-30&successor=0", **OFFICE
    ),
    "organizations.handovers.make": Row(
        "/appointments/{post}/handover",
        answer=SEE_OTHER,
        post={"last_day": "2026-04-30", "successor": "0"},
        **OFFICE,
    ),
    "organizations.handovers.show": Row("/handovers/{handover}", "lin"),
    "organizations.handovers.start": Row("/handovers/{handover}/start", "lin"),
    # seals: for who has a duty for them; changed by who answers for them and is not their keeper
    "seals.index": own("/seals", **OFFICE),
    "seals.new": Row("/seals/new?organ={county}"),
    # Nothing is filled in.
    "seals.register": Row("/seals", answer=422, post={"organ": "{county}"}),
    "seals.show": Row("/seals/{seal}", "chen"),
    "seals.authority": Row("/seals/{pending_seal}/authority", "chen"),
    "seals.confirmation": Row("/seals/{pending_seal}/confirmation", "chen"),
    "seals.sample": Row("/seals/{pending_seal}/sample", "chen", post={}),
    "seals.confirm": Row("/seals/{pending_seal}/confirmation", "chen", SEE_OTHER, post={}),
    "seal_custody.handing_over": Row("/seals/{seal}/hand-over", "chen"),
    "seal_custody.hand_over": Row("/seals/{seal}/hand-over", "chen", 422, post={"reason": "调岗"}),
    "seal_custody.hand_over_sheet": Row("/seals/{seal}/hand-overs/{hand_over}.pdf", "chen"),
    "seal_custody.changing": Row("/seals/{seal}/changes/suspension", "chen"),
    "seal_custody.change": Row(
        "/seals/{seal}/changes/suspension", "chen", SEE_OTHER, post={"reason": "印油漏了"}
    ),
    "seal_register.show": own("/seals/register", **OFFICE),
    "seal_register.download": Row("/seals/register/{county}/2026.pdf"),
    # an annex out and in by Excel
    "exchange.index": Row("/submissions/{draft}/exchange"),
    "exchange.from_draft": Row("/submissions/{draft}/exchange", answer=SEE_OTHER, post={"filler": "周可儿"}),
    "exchange.spreadsheet": Row("/submissions/{draft}/exchange/spreadsheet", post={}),
    "exchange.filing": Row("/filings/{filing}/spreadsheet", "tang", post={}),
    "exchange.upload": Row("/submissions/{draft}/exchange/upload", answer=422, post={}),
    "exchange.report": Row("/submissions/{draft}/exchange/{sheet}"),
    "exchange.sheet": Row("/submissions/{draft}/exchange/{sheet}/sheet", answer=SEE_OTHER, post={}),
    "exchange.returned": Row("/submissions/{draft}/exchange/{sheet}/returned.xlsx"),
    "exchange.take": Row("/submissions/{draft}/exchange/{sheet}/taking", answer=422, post={}),
    "exchange.remove": Row("/submissions/{draft}/exchange/{sheet}/removal", answer=SEE_OTHER, post={}),
    # 五个一进度
    "five_ones.index": own("/five-ones"),
    "five_ones.line": own("/five-ones/line", SEE_OTHER),
    "five_ones.person": Row("/five-ones/people/{mai}", "chen", cadre=200),
    "five_ones.organ": Row("/five-ones/organs/{county}", "chen"),
    "five_ones.export": Row("/five-ones/organs/{county}/export", "chen", post={}),
    # night visits
    "visits.index": own("/visits"),
    "visits.organ": Row("/visits/organs/{county}", "chen"),
    "visits.show": Row("/visits/{visit}"),
    "visits.paper": Row("/visits/{visit}/paper.pdf"),
    "visits.reveal": Row("/visits/{visit}/name", post={"reason": "再次走访前核对"}),
    "visits.forget": Row("/visits/{visit}/name/forgetting", answer=SEE_OTHER, post={}),
    "visits.add_problem": Row(
        "/visits/{visit}/problems", answer=SEE_OTHER, post={"category": "学习就学", "found-text": "想转学"}
    ),
    "visit_problems.index": own("/visits/problems"),
    "visit_problems.show": Row("/visits/problems/{problem}"),
    "visit_problems.step": Row(
        "/visits/problems/{problem}/steps", answer=SEE_OTHER, post={"action": "开始办理", "version": "1"}
    ),
    # the roster
    "roster.new": own("/roster", **OFFICE),
    "roster.upload": own("/roster", 422, {}, **OFFICE),
    "roster.template": Row("/roster/template/{county}.xlsx", **OFFICE),
    "roster.report": Row("/roster/{roster}"),
    "roster.problems": Row("/roster/{roster}/problems.xlsx"),
    "roster.answers": Row("/roster/{roster}/answers", answer=SEE_OTHER, post={}),
    "roster.import_": Row("/roster/{roster}/import", answer=409, post={}),
    "roster.remove": Row("/roster/{roster}/removal", answer=SEE_OTHER, post={}),
}
#: Signing in is the one page that leads those who are in already elsewhere.
PUBLIC = {
    "account.sign_in",
    "account.open_session",
    "account.sign_out",
    "account.reset",
    "account.use_code",
    "account.large_text",
    "health.healthz",
    "sessions.state",
    "sessions.renew",
    *(endpoint for endpoint in TABLE if endpoint.startswith("verify.")),
}

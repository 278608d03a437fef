"""小组: those one may see, one with its history, and the deeds of its organ's office: form, lead, join, leave, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from wtforms import Form

from youthwork import clock
from youthwork.blueprints import presenting_groups as presenting
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.errors import NotAllowed
from youthwork.forms.groups import BranchForm, GroupEndingForm, GroupForm, LeaderForm, MembersForm
from youthwork.models import Organization, WorkGroup
from youthwork.services.contact_work.groups import groups, memberships, proposing
from youthwork.services.contact_work.groups.groups import GroupGiven
from youthwork.services.contact_work.links import arrangements, cadres, linkable
from youthwork.services.contact_work.refusing import FieldRefused
from youthwork.services.tree import find_organization

blueprint = Blueprint("groups", __name__)


@blueprint.get("/groups")
@login_required
def index() -> Answer:
    """我的小组 and those within the office, with what is proposed."""
    today, me = clock.today(), actor().user_id
    rows = [presenting.row(group, me) for group in memberships.groups_of(actor())]
    return render(
        "groups/index.html",
        mine=[row for row in rows if row["is_mine"] and row["is_open"]],
        others=[row for row in rows if row["is_open"] and not row["is_mine"]],
        over=[row for row in rows if not row["is_open"]],
        offers=[presenting.offer(each, today) for each in proposing.offers(actor())],
        organs=list(cadres.organs_changed_by(actor()).items()),
        has_arrangements=bool(arrangements.filings_for(actor())),
    )


@blueprint.get("/groups/new")
@login_required
def new() -> Answer:
    organ = _organ(request.args.get("organ", type=row_number))
    return _new_page(organ, GroupForm(data={"starts_on": clock.today().isoformat()}), 200)


@blueprint.post("/groups")
@login_required
@commits
@once
def create() -> Answer:
    """组建小组."""
    organ, form = _organ(request.form.get("organ", type=row_number)), GroupForm(request.form)
    _offer_people(organ, form)
    if form.validate():
        given = GroupGiven(
            form.name.data or "",
            int(form.leader.data),
            form.leader_reason.data or "",
            form.member_ids,
            form.topic.data or "",
            form.starts_on.day,
        )
        try:
            group = groups.form_group(actor(), organ, given, user())
        except FieldRefused as refused:
            put(form, refused)
        else:
            flash(f"已组建“{group.name}”", "done")
            return see_other(url_for(".show", group_id=group.id))
    return _new_page(organ, form, 422)


@blueprint.get("/groups/<int:group_id>")
@login_required
def show(group_id: int) -> Answer:
    return _page(memberships.find_group(actor(), group_id), {}, 200)


@blueprint.post("/groups/<int:group_id>/leader")
@login_required
@commits
def change_leader(group_id: int) -> Answer:
    """更换组长."""

    def deed(group: WorkGroup, form: LeaderForm) -> None:
        groups.change_leader(
            actor(),
            group,
            int(form.leader.data),
            form.leader_reason.data or "",
            form.starts_on.day,
            user(),
            form.version.data or 0,
        )

    return _done(group_id, "leader", LeaderForm(request.form), deed, "组长已更换，以前的组长留在经过里")


@blueprint.post("/groups/<int:group_id>/members")
@login_required
@commits
def add_members(group_id: int) -> Answer:
    """增加成员."""

    def deed(group: WorkGroup, form: MembersForm) -> None:
        groups.add_members(
            actor(), group, form.member_ids, form.starts_on.day, user(), form.version.data or 0
        )

    return _done(group_id, "members", MembersForm(request.form), deed, "成员已增加")


@blueprint.post("/groups/<int:group_id>/members/<int:member_id>/ending")
@login_required
@commits
def end_membership(group_id: int, member_id: int) -> Answer:
    """退出小组 with today."""
    group = memberships.find_group(actor(), group_id)
    groups.end_membership(
        actor(), group, member_id, user(), request.form.get("version", type=row_number) or 0
    )
    flash("到今天为止退出小组，经过都保留", "done")
    return see_other(url_for(".show", group_id=group_id))


@blueprint.post("/groups/<int:group_id>/branch")
@login_required
@commits
def set_branch(group_id: int) -> Answer:
    """选定团支部 of the committee the group is linked to."""

    def deed(group: WorkGroup, form: BranchForm) -> None:
        groups.set_branch(actor(), group, int(form.branch.data), user(), form.version.data or 0)

    return _done(group_id, "branch", BranchForm(request.form), deed, "团支部已选定")


@blueprint.post("/groups/<int:group_id>/ending")
@login_required
@commits
def end(group_id: int) -> Answer:
    """结束小组."""

    def deed(group: WorkGroup, form: GroupEndingForm) -> None:
        groups.end_group(actor(), group, form.ends_on.day, user(), form.version.data or 0)

    return _done(group_id, "ending", GroupEndingForm(request.form), deed, "小组已结束，经过都保留")


def put(form: Form, refused: FieldRefused) -> None:
    """Show a refusal at its field, or above them all."""
    if refused.field in form:
        form[refused.field].errors = [*form[refused.field].errors, refused.sentence]
    else:
        form.form_errors = [*form.form_errors, refused.sentence]


def _done(group_id: int, name: str, form: Form, deed: Callable[[WorkGroup, Any], None], words: str) -> Answer:
    group = memberships.find_group(actor(), group_id)
    _offer(group, name, form)
    if form.validate():
        try:
            deed(group, form)
        except FieldRefused as refused:
            put(form, refused)
        else:
            flash(words, "done")
            return see_other(url_for(".show", group_id=group_id))
    return _page(group, {name: form}, 422)


def _page(group: WorkGroup, posted: dict[str, Form], status: int) -> Answer:
    """The group; what was posted and refused stands in its form again."""
    today = clock.today()
    may_change = memberships.may_change(actor(), group) and group.is_open(today)
    forms = {**_forms(group, today), **posted} if may_change else {}
    wrong = next(iter(posted.values()), None)
    return render(
        "groups/show.html",
        status=status,
        group=group,
        **presenting.whole(group),
        forms=forms,
        wrong=wrong,
        may_change=may_change,
    )


def _forms(group: WorkGroup, today: date) -> dict[str, Form]:
    day = {"starts_on": today.isoformat(), "ends_on": today.isoformat(), "version": group.version}
    forms: dict[str, Form] = {"leader": LeaderForm(data=day), "ending": GroupEndingForm(data=day)}
    if not presenting.is_posted(group):
        forms["members"] = MembersForm(data=day)
    elif group.committee is not None:
        forms["branch"] = BranchForm(data=day)
    for name, form in forms.items():
        _offer(group, name, form)
    return forms


def _offer(group: WorkGroup, name: str, form: Form) -> None:
    if name == "branch":
        branches = linkable.branches_beneath(group.committee) if group.committee else []
        form.offer((each.id, each.common_name) for each in branches)
    elif name in ("leader", "members"):
        form.offer(presenting.choices(group, leaders=name == "leader"))


def _organ(organ_id: int | None) -> Organization:
    """The organ one forms a group for: the one asked for, else the first one keeps."""
    kept = cadres.organs_changed_by(actor())
    if not kept:
        raise NotAllowed("小组由本单位经办人、管理员组建")
    return find_organization(organ_id if organ_id in kept else next(iter(kept)))


def _new_page(organ: Organization, form: GroupForm, status: int) -> Answer:
    _offer_people(organ, form)
    return render(
        "groups/new.html",
        status=status,
        organ=organ,
        is_city=presenting.is_city(organ),
        form=form,
    )


def _offer_people(organ: Organization, form: GroupForm) -> None:
    people = groups.all_posts(organ.id, clock.today())
    form.offer((each.user_id, f"{each.user.name}（{presenting.title_words(each.title)}）") for each in people)

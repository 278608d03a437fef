"""登录与我的信息: sign in and out, passwords, one's own information, larger text."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, make_response, request, session, url_for
from flask_login import current_user, login_user, logout_user

from youthwork.blueprints.form_problems import accepts, put
from youthwork.blueprints.ways_back import page_before, way_back
from youthwork.blueprints.web import Answer, actor, commits, login_required, render, see_other, user
from youthwork.forms.account import MailForm, PasswordForm, ResetForm, SignInForm
from youthwork.forms.people import PersonForm
from youthwork.models import User
from youthwork.services import transactions
from youthwork.services.messages import mailing
from youthwork.services.personnel import accounts, demo_cast, password_resets, people, personal_data
from youthwork.services.personnel import sign_in as signing_in

blueprint = Blueprint("account", __name__)

#: A year; the browser only remembers the size of the letters.
LARGE_TEXT_SECONDS = 365 * 24 * 3600

#: What somebody with a first password may do before choosing their own.
_BEFORE_OWN_PASSWORD = frozenset(
    {"static", "account.password", "account.change_password", "account.sign_out", "account.large_text"}
)


@blueprint.before_app_request
def ask_for_own_password() -> Answer | None:
    """Whoever holds a password somebody else has seen chooses another before anything else."""
    if request.endpoint in _BEFORE_OWN_PASSWORD or not current_user.is_authenticated:
        return None
    if user().must_change_password:
        return see_other(url_for("account.password"))
    return None


@blueprint.get("/login")
def sign_in() -> Answer:
    if current_user.is_authenticated:
        return see_other(way_back(request.args.get("next")))
    return _sign_in_page(SignInForm(data={"username": request.args.get("as", "")[:40]}), 200)


@blueprint.post("/login")
def open_session() -> Answer:
    """登录."""
    form = SignInForm(request.form)
    if not form.validate():
        return _sign_in_page(form, 422)
    attempt = signing_in.try_password(form.username.data or "", form.password.data or "")
    with transactions.deed():
        outcome = signing_in.settle(attempt)
    if outcome.user is None:
        form.form_errors.append(outcome.refusal)
        return _sign_in_page(form, 429 if outcome.is_locked else 422)
    begin_session(outcome.user)
    if outcome.user.must_change_password:
        return see_other(url_for(".password"))
    return see_other(way_back(request.form.get("next")))


@blueprint.post("/logout")
def sign_out() -> Answer:
    """退出. Whoever is out already is just shown the door; there the page drops the person's local copies."""
    person_id = user().id if current_user.is_authenticated else None
    logout_user()
    session.clear()
    session["signed_out"] = person_id
    flash("已退出", "done")
    return see_other(url_for(".sign_in"))


@blueprint.get("/login/reset")
def reset() -> Answer:
    return render("account/reset.html", form=ResetForm())


@blueprint.post("/login/reset")
def use_code() -> Answer:
    """重设密码 with the one-time code."""
    form = ResetForm(request.form)
    if not form.validate():
        return render("account/reset.html", status=422, form=form)
    attempt = password_resets.try_reset(form.username.data or "", form.code.data or "", form.new.data or "")
    if attempt.problems:
        put(form, attempt.problems)
        return render("account/reset.html", status=422, form=form)
    with transactions.deed():
        refusal = password_resets.settle(attempt)
    if refusal:
        form.form_errors.append(refusal)
        return render("account/reset.html", status=422, form=form)
    flash("密码已重设，请用新密码登录", "done")
    return see_other(url_for(".sign_in"))


@blueprint.get("/me/password")
@login_required
def password() -> Answer:
    return render("account/password.html", form=PasswordForm())


@blueprint.post("/me/password")
@login_required
def change_password() -> Answer:
    """修改密码; other sessions of the person end, this one goes on."""
    form = PasswordForm(request.form)
    if not form.validate():
        return render("account/password.html", status=422, form=form)
    new = accounts.prepare_change(user(), form.old.data or "", form.new.data or "")
    if new.problems:
        put(form, new.problems)
        return render("account/password.html", status=422, form=form)
    person = user()
    with transactions.deed():
        accounts.change_password(person, new)
    begin_session(person)
    flash("密码已修改，其他地方的登录都已退出", "done")
    return see_other(url_for("desk.index"))


@blueprint.get("/me")
@login_required
def me() -> Answer:
    """我的信息."""
    return _me_page(PersonForm.showing(personal_data.data_of(user())), 200)


@blueprint.post("/me")
@login_required
@commits
def correct_me() -> Answer:
    """更正我的信息: nobody above is asked, the change is recorded."""
    form = PersonForm(request.form)
    if not accepts(form):
        return _me_page(form, 422)
    changed = personal_data.correct(user(), form.personal_data, user())
    flash(f"已更正：{'、'.join(changed)}" if changed else "没有改动", "done")
    return see_other(url_for(".me"))


@blueprint.post("/me/mail")
@login_required
@commits
def choose_mail() -> Answer:
    """要不要邮件; where the office has no mail server there is no such page."""
    if not mailing.is_on():
        abort(404)
    form = MailForm(request.form)
    if not form.validate():
        return _me_page(PersonForm.showing(personal_data.data_of(user())), 422, form)
    personal_data.choose_mail(user(), form.email.data or "", form.wants_mail.data)
    flash("消息也会发到你的邮箱" if form.wants_mail.data else "不再发邮件，消息都在“消息”里", "done")
    return see_other(url_for(".me"))


@blueprint.post("/large-text")
def large_text() -> Answer:
    """大字 on or off, for the person where one is signed in, and for this browser."""
    on = request.form.get("large") == "1"
    if current_user.is_authenticated:
        person = user()
        with transactions.deed():
            accounts.switch_large_text(person, on)
    response = make_response(see_other(way_back(page_before())))
    response.set_cookie(
        "large",
        "1" if on else "0",
        max_age=LARGE_TEXT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def begin_session(person: User) -> None:
    """A session of its own: nothing planted in the one before goes on (session fixation)."""
    session.clear()
    session.permanent = True
    login_user(person)


def _sign_in_page(form: SignInForm, status: int) -> Answer:
    return render(
        "account/sign_in.html",
        status=status,
        form=form,
        next_url=way_back(request.values.get("next")),
        cast=demo_cast.find_cast(),
        signed_out=session.pop("signed_out", None),
    )


def _me_page(form: PersonForm, status: int, mail_form: MailForm | None = None) -> Answer:
    mail_form = mail_form or MailForm(data={"email": user().email, "wants_mail": user().wants_mail})
    return render(
        "account/me.html",
        status=status,
        form=form,
        mail_form=mail_form if mailing.is_on() else None,
        account=people.look_at(actor(), user()),
    )

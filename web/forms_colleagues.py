"""The forms of those who invite colleagues, and of those who are invited."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length

from web import messages_accounts, messages_colleagues
from web import messages_invitations as messages
from web import messages_registration as registering
from web.forms_registration import is_read, tell, trimmed, without
from web.services import credentials
from web.services.joining import NewAccount
from web.services.registration import LONGEST_NAME

LONGEST_ADDRESS = 254


def _role() -> RadioField:
    choices = [SelectChoice(role, name) for role, (name, _) in messages_colleagues.CHOICES.items()]
    rule = AnyOf(list(messages_colleagues.CHOICES), message=messages.ROLE_NEEDED)
    return RadioField("角色", choices=choices, validators=[rule], validate_choice=False)


class RoleForm(FlaskForm):
    """What a colleague may do."""

    role = _role()


class InviteForm(FlaskForm):
    """Whom to invite, where the link goes, and what they may do."""

    name = StringField(
        "姓名",
        filters=[trimmed],
        validators=[
            DataRequired(messages.NAME_NEEDED),
            Length(max=LONGEST_NAME, message=messages.NAME_TOO_LONG),
        ],
    )
    address = StringField(
        "邮箱",
        filters=[trimmed],
        validators=[
            DataRequired(messages.EMAIL_WRONG),
            Length(max=LONGEST_ADDRESS, message=messages.EMAIL_WRONG),
            without(is_read(credentials.normal_email, messages.EMAIL_WRONG)),
        ],
    )
    role = _role()


class JoinForm(FlaskForm):
    """The account that somebody who is invited opens: as short as it can be."""

    login_name = StringField(
        "登录名",
        filters=[trimmed],
        validators=[
            DataRequired(registering.LOGIN_NAME_MISSING),
            without(credentials.login_name_problems),
        ],
    )
    name = StringField(
        "真实姓名",
        filters=[trimmed],
        validators=[
            DataRequired(messages.NAME_NEEDED),
            Length(max=LONGEST_NAME, message=messages.NAME_TOO_LONG),
        ],
    )
    password = PasswordField("密码", validators=[DataRequired(registering.PASSWORD_MISSING)])
    repeated = PasswordField("确认密码", validators=[DataRequired(registering.REPEATED_MISSING)])
    mobile = StringField(
        "手机号",
        filters=[trimmed],
        validators=[
            DataRequired(registering.MOBILE_MISSING),
            without(is_read(credentials.normal_mobile, registering.MOBILE_WRONG)),
        ],
    )
    code = StringField("短信验证码", filters=[trimmed], validators=[DataRequired(registering.CODE_MISSING)])

    def validate_password(self, field: PasswordField) -> None:
        """A new password: what it is made of, and that it is not the login name."""
        tell(credentials.password_problems(field.data, self.login_name.data))

    def validate_repeated(self, field: PasswordField) -> None:
        """The same once more."""
        tell((messages_accounts.PASSWORD_REPEATED,) if field.data != self.password.data else ())

    def account(self) -> NewAccount:
        """What was filled in; only after the form was found to be in order."""
        return NewAccount(
            login_name=self.login_name.data,
            name=self.name.data,
            password=self.password.data,
            mobile=credentials.normal_mobile(self.mobile.data) or "",
            code=self.code.data,
        )


class ColleagueJoinForm(JoinForm):
    """The account of a colleague: with the agreement that everybody who registers agrees to."""

    agreed = BooleanField("我已阅读并同意", validators=[DataRequired(registering.AGREEMENT_MISSING)])

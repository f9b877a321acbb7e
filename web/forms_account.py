"""The forms of one's own account."""

from __future__ import annotations

from typing import ClassVar

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import DataRequired

from web import messages_account_settings as messages
from web.forms_recovery import NewPasswordForm, code_input, email_field, mobile_field
from web.services import credentials
from web.services.account_settings import NewContact, NewPassword


def current_password() -> PasswordField:
    """The password there is."""
    return PasswordField("当前密码", validators=[DataRequired(messages.CURRENT_MISSING)])


class ChangePasswordForm(NewPasswordForm):
    """修改密码."""

    ORDER: ClassVar[tuple[str, ...]] = ("current", "password", "repeated")

    current = current_password()
    next = HiddenField()

    def passwords(self) -> NewPassword:
        """What was filled in; only after the form was found to be in order."""
        return NewPassword(_typed(self, "current"), self.password.data)


class ContactForm(FlaskForm):
    """Another telephone or mailbox; whoever has no password is not asked for one."""

    ORDER: ClassVar[tuple[str, ...]] = ("contact", "code", "current")

    def address(self) -> str:
        """What is to be bound; only after the field was found to be in order."""
        raise NotImplementedError

    def new_contact(self) -> NewContact:
        """What was filled in; only after the form was found to be in order."""
        return NewContact(self.address(), self["code"].data, _typed(self, "current"))


class MobileForm(ContactForm):
    """修改手机号."""

    contact = mobile_field("新手机号")
    code = code_input("短信验证码")
    current = current_password()

    def address(self) -> str:
        return credentials.normal_mobile(self.contact.data) or ""


class EmailForm(ContactForm):
    """修改邮箱."""

    contact = email_field("新邮箱")
    code = code_input("邮箱验证码")
    current = current_password()

    def address(self) -> str:
        return credentials.normal_email(self.contact.data) or ""


class PreferencesForm(FlaskForm):
    """通知设置."""

    mail_copy = BooleanField("邮件同时通知")


def _typed(form: FlaskForm, name: str) -> str:
    """What was typed in a field that may not be there."""
    return form[name].data or "" if name in form else ""

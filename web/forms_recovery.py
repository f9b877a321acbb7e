"""The forms of those who cannot get in."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired

from web import messages_account_settings as settings_messages
from web import messages_accounts
from web import messages_recovery as messages
from web import messages_registration as shared
from web.forms_registration import is_read, tell, trimmed, without
from web.services import credentials
from web.services.recovery import Claim, Wanted

_NEARER_ORGANISATION_CODE = 12


def normal_contact(text: str) -> str | None:
    """A mobile number or an address of electronic mail as it is kept; None where it is neither."""
    return credentials.normal_email(text) if "@" in text else credentials.normal_mobile(text)


def normal_code(text: str) -> str | None:
    """A unified social credit code or an organisation code as it is kept; None where it is neither."""
    if len(text) < _NEARER_ORGANISATION_CODE:
        return credentials.normal_organisation_code(text)
    return credentials.normal_credit_code(text)


def mobile_field(label: str) -> StringField:
    """A mobile number."""
    return StringField(
        label,
        filters=[trimmed],
        validators=[
            DataRequired(shared.MOBILE_MISSING),
            without(is_read(credentials.normal_mobile, shared.MOBILE_WRONG)),
        ],
    )


def email_field(label: str) -> StringField:
    """An address of electronic mail."""
    return StringField(
        label,
        filters=[trimmed],
        validators=[
            DataRequired(shared.EMAIL_MISSING),
            without(is_read(credentials.normal_email, shared.EMAIL_WRONG)),
        ],
    )


def code_input(label: str = "验证码") -> StringField:
    """A code that was sent."""
    return StringField(label, filters=[trimmed], validators=[DataRequired(settings_messages.CODE_MISSING)])


def who_field() -> StringField:
    """A login name, or a number that stands for it."""
    return StringField("账号", filters=[trimmed], validators=[DataRequired(messages.WHO_MISSING)])


class NewPasswordForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField("新密码", validators=[DataRequired(settings_messages.NEW_MISSING)])
    repeated = PasswordField("确认新密码", validators=[DataRequired(settings_messages.REPEATED_MISSING)])

    def validate_password(self, field: PasswordField) -> None:
        """What it is made of, and that it is not the login name, where that was typed."""
        tell(credentials.password_problems(field.data, self.name_to_avoid()))

    def validate_repeated(self, field: PasswordField) -> None:
        """The same once more."""
        tell((messages_accounts.PASSWORD_REPEATED,) if field.data != self.password.data else ())

    def name_to_avoid(self) -> str:
        """The login name, as far as the form knows it."""
        return ""

    def password_is_right(self) -> bool:
        """Whether what was typed could be the password, whatever else is wrong."""
        password, repeated = self.password.data or "", self.repeated.data or ""
        return not credentials.password_problems(password, self.name_to_avoid(), repeated)


class _NameForm(FlaskForm):
    """账号找回: who looks for a login name, and where the answer goes."""

    KIND: ClassVar[str]
    ORDER: ClassVar[tuple[str, ...]] = ("name", "number", "contact", "code")

    contact = StringField(
        "绑定的手机号或邮箱",
        filters=[trimmed],
        validators=[
            DataRequired(messages.CONTACT_MISSING),
            without(is_read(normal_contact, messages.CONTACT_WRONG)),
        ],
    )
    code = code_input()

    def address(self) -> str:
        """Where the code goes; only after the field was found to be in order."""
        return normal_contact(self.contact.data) or ""

    def wanted(self) -> Wanted:
        """Who it is; only after the form was found to be in order."""
        raise NotImplementedError


class LegalNameForm(_NameForm):
    """账号找回 of a legal person."""

    KIND = "legal"

    name = StringField(
        "企业或机构名称", filters=[trimmed], validators=[DataRequired(messages.NAME_MISSING["legal"])]
    )
    number = StringField(
        "统一社会信用代码或机构代码",
        filters=[trimmed],
        validators=[
            DataRequired(messages.NUMBER_MISSING["legal"]),
            without(is_read(normal_code, messages.CREDIT_CODE_WRONG)),
        ],
    )

    def wanted(self) -> Wanted:
        return Wanted(self.KIND, self.name.data, normal_code(self.number.data) or "")


def _document(text: str) -> str | None:
    """The number of a document: an identity card's where it can be one."""
    return credentials.normal_id_number(text) or credentials.normal_document_number("other", text)


class NaturalNameForm(_NameForm):
    """账号找回 of a natural person."""

    KIND = "natural"

    name = StringField(
        "真实姓名", filters=[trimmed], validators=[DataRequired(messages.NAME_MISSING["natural"])]
    )
    number = StringField(
        "证件号",
        filters=[trimmed],
        validators=[
            DataRequired(messages.NUMBER_MISSING["natural"]),
            without(is_read(_document, messages.NUMBER_WRONG)),
        ],
    )

    def wanted(self) -> Wanted:
        return Wanted(self.KIND, self.name.data, _document(self.number.data) or "")


class PasswordForm(NewPasswordForm):
    """忘记密码 by a code to the telephone."""

    ORDER: ClassVar[tuple[str, ...]] = ("who", "mobile", "code", "password", "repeated")

    who = who_field()
    mobile = mobile_field("账号绑定手机号")
    code = code_input("短信验证码")

    def name_to_avoid(self) -> str:
        return self.who.data or ""

    def claim(self) -> Claim:
        """Whose account it is said to be; only after the fields were found to be in order."""
        return Claim(self.who.data, credentials.normal_mobile(self.mobile.data) or "")


class LinkForm(FlaskForm):
    """忘记密码 by a link to the mailbox."""

    who = who_field()
    email = email_field("账号绑定邮箱")

    def claim(self) -> Claim:
        """Whose account it is said to be; only after the form was found to be in order."""
        return Claim(self.who.data, (credentials.normal_email(self.email.data) or "").lower())


def _one_of(label: str, choices: Any, missing: str) -> RadioField:
    return RadioField(
        label,
        choices=[SelectChoice(value, text) for value, text in choices.items()],
        validators=[AnyOf(list(choices), message=missing)],
        validate_choice=False,
    )


class WayForm(FlaskForm):
    """手机号修改: who one is and what one still has. It asks and changes nothing, so that it carries no token."""

    class Meta:
        csrf = False

    verified = _one_of("实名状态", messages.VERIFIED, messages.VERIFIED_MISSING)
    user = _one_of("用户类型", messages.USERS, messages.USER_MISSING)
    way = _one_of("核验方式", messages.WAYS, messages.WAY_MISSING)


class _ProofForm(FlaskForm):
    """手机号修改: that the old telephone or the mailbox is one's own."""

    who = who_field()

    def claim(self) -> Claim:
        """Whose account it is said to be; only after the fields were found to be in order."""
        return Claim(self.who.data, (normal_contact(self["contact"].data) or "").lower())


class PhoneProofForm(_ProofForm):
    """By the old telephone."""

    contact = mobile_field("原账号绑定手机号")
    code = code_input("短信验证码")


class MailProofForm(_ProofForm):
    """By the mailbox."""

    contact = email_field("账号绑定邮箱")
    code = code_input("邮箱验证码")


class NewMobileForm(FlaskForm):
    """手机号修改: the new telephone."""

    mobile = mobile_field("新账号绑定手机号")
    code = code_input("短信验证码")

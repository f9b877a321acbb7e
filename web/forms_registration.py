"""The forms to register with. What is wrong is told at each field, all at once; what only the database knows comes later."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, ValidationError

from web import messages_accounts, messages_identities
from web import messages_registration as messages
from web.services import credentials
from web.services.registration import (
    LONGEST_ENTERPRISE_NAME,
    LONGEST_NAME,
    MUST_HAVE_CREDIT_CODE,
    LegalPerson,
    NaturalPerson,
    Registration,
)

_NEARER_ORGANISATION_CODE = 12
"""Who typed fewer characters than this means an organisation code (nine) rather than a unified code (eighteen)."""

Problems = Callable[[str], tuple[str, ...]]


def trimmed(text: str | None) -> str:
    """What was typed without blanks at its ends, and without what no database keeps; brackets stay as they are."""
    kept = "".join(each for each in text or "" if unicodedata.category(each) not in {"Cc", "Cs"})
    return kept.strip()


def without(problems: Problems) -> Callable[[Any, Field], None]:
    """A validator that tells what these rules say."""

    def check(_form: Any, field: Field) -> None:
        tell(problems(field.data))

    return check


def tell(problems: tuple[str, ...]) -> None:
    """Say what is wrong at the field that is being checked."""
    if problems:
        raise ValidationError(" ".join(problems))


def is_read(normal: Callable[[str], str | None], sentence: str) -> Problems:
    """The rule that something can be read at all."""
    return lambda text: () if normal(text) is not None else (sentence,)


def no_longer_than(most: int, label: str) -> Problems:
    """The rule that a name is not longer than names are."""
    return lambda text: () if len(text) <= most else (messages.too_long(label, most, len(text)),)


def choice(label: str, options: dict[str, str], missing: str) -> SelectField:
    """A list to choose from, with nothing chosen at first."""
    return SelectField(
        label,
        choices=[SelectChoice(value, text) for value, text in {"": "请选择", **options}.items()],
        validators=[DataRequired(missing), AnyOf(list(options), message=missing)],
        validate_choice=False,
    )


class RegistrationForm(FlaskForm):
    """What everybody fills in; the fields of those who register (`OWN`) stand between the login name and the password."""

    OWN: ClassVar[tuple[str, ...]] = ()

    login_name = StringField(
        "登录名",
        filters=[trimmed],
        validators=[DataRequired(messages.LOGIN_NAME_MISSING), without(credentials.login_name_problems)],
    )
    password = PasswordField("密码", validators=[DataRequired(messages.PASSWORD_MISSING)])
    repeated = PasswordField("确认密码", validators=[DataRequired(messages.REPEATED_MISSING)])
    email = StringField(
        "电子邮箱",
        filters=[trimmed],
        validators=[
            DataRequired(messages.EMAIL_MISSING),
            without(is_read(credentials.normal_email, messages.EMAIL_WRONG)),
        ],
    )
    mobile = StringField(
        "账号绑定手机号",
        filters=[trimmed],
        validators=[
            DataRequired(messages.MOBILE_MISSING),
            without(is_read(credentials.normal_mobile, messages.MOBILE_WRONG)),
        ],
    )
    code = StringField("短信验证码", filters=[trimmed], validators=[DataRequired(messages.CODE_MISSING)])
    agreed = BooleanField("我已阅读并同意", validators=[DataRequired(messages.AGREEMENT_MISSING)])
    next = HiddenField()

    def validate_password(self, field: PasswordField) -> None:
        """A new password: what it is made of, and that it is not the login name."""
        tell(credentials.password_problems(field.data, self.login_name.data))

    def validate_repeated(self, field: PasswordField) -> None:
        """The same once more."""
        tell((messages_accounts.PASSWORD_REPEATED,) if field.data != self.password.data else ())

    def ordered(self) -> Iterator[Field]:
        """The fields in the order of the page."""
        for name in ("login_name", *self.OWN, "password", "repeated", "email", "mobile", "code", "agreed"):
            yield self[name]

    def password_is_right(self) -> bool:
        """Whether what was typed could be the password, whatever else is wrong."""
        password, repeated = self.password.data or "", self.repeated.data or ""
        return not credentials.password_problems(password, self.login_name.data, repeated)

    def credit_code_to_keep(self) -> str | None:
        """The code of the enterprise as it is kept, where there is one that can be read."""
        return None

    def who(self) -> LegalPerson | NaturalPerson:
        """Who registers; only after the form was found to be in order."""
        raise NotImplementedError

    def registration(self) -> Registration:
        """What was filled in; only after the form was found to be in order."""
        return Registration(
            login_name=self.login_name.data,
            password=self.password.data,
            email=credentials.normal_email(self.email.data) or "",
            mobile=credentials.normal_mobile(self.mobile.data) or "",
            code=self.code.data,
            who=self.who(),
        )


class LegalForm(RegistrationForm):
    """法人注册."""

    OWN = ("legal_kind", "credit_code", "name")

    legal_kind = choice("法人类型", dict(messages_identities.LEGAL_KINDS), messages.LEGAL_KIND_MISSING)
    credit_code = StringField(
        "统一社会信用代码或机构代码",
        filters=[trimmed],
        validators=[DataRequired(messages.CREDIT_CODE_MISSING)],
    )
    name = StringField(
        "企业或机构名称",
        filters=[trimmed],
        validators=[
            DataRequired(messages.ENTERPRISE_NAME_MISSING),
            without(no_longer_than(LONGEST_ENTERPRISE_NAME, "名称")),
        ],
    )

    def validate_credit_code(self, field: StringField) -> None:
        """The code of the kind of legal person that was chosen."""
        if self._has_organisation_code():
            tell(credentials.organisation_code_problems(field.data))
        else:
            tell(credentials.credit_code_problems(field.data))

    def credit_code_to_keep(self) -> str | None:
        """The code of the enterprise as it is kept, where there is one that can be read."""
        if self._has_organisation_code():
            return credentials.normal_organisation_code(self.credit_code.data)
        return credentials.normal_credit_code(self.credit_code.data)

    def who(self) -> LegalPerson:
        return LegalPerson(self.legal_kind.data, self.credit_code_to_keep() or "", self.name.data)

    def _has_organisation_code(self) -> bool:
        """Whether what was typed is to be read as an organisation code."""
        kinds = messages_identities.LEGAL_KINDS.keys() - MUST_HAVE_CREDIT_CODE
        return self.legal_kind.data in kinds and len(self.credit_code.data) < _NEARER_ORGANISATION_CODE


class NaturalForm(RegistrationForm):
    """自然人注册."""

    OWN = ("name", "id_kind", "id_number")

    name = StringField(
        "真实姓名",
        filters=[trimmed],
        validators=[DataRequired(messages.NAME_MISSING), without(no_longer_than(LONGEST_NAME, "姓名"))],
    )
    id_kind = choice("证件类型", dict(messages_identities.ID_KINDS), messages.ID_KIND_MISSING)
    id_number = StringField(
        "证件号", filters=[trimmed], validators=[DataRequired(messages.ID_NUMBER_MISSING)]
    )

    def validate_id_number(self, field: StringField) -> None:
        """The number of the kind of document that was chosen."""
        if self.id_kind.data in messages_identities.ID_KINDS:
            tell(credentials.document_number_problems(self.id_kind.data, field.data))

    def who(self) -> NaturalPerson:
        number = credentials.normal_document_number(self.id_kind.data, self.id_number.data)
        return NaturalPerson(self.name.data, self.id_kind.data, number or "")

"""The fixed forms: those whose fields are known to the programme."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from web import messages_sessions as messages
from web.captcha_fields import CaptchaFields


class SignInForm(CaptchaFields, FlaskForm):
    """Login name or number and password, and where to go on to; the captcha is shown when it is asked for."""

    login_name = StringField(messages.SIGN_IN_NAME, validators=[InputRequired(messages.SIGN_IN_NAME_MISSING)])
    password = PasswordField("密码", validators=[InputRequired("请填写密码。")])
    next = HiddenField()


class SecondFactorForm(FlaskForm):
    """The code of the second factor, on the way in."""

    code = StringField(
        messages.SECOND_FACTOR_CODE, validators=[InputRequired(messages.SECOND_FACTOR_MISSING)]
    )


class SecondFactorSetupForm(FlaskForm):
    """A first code that shows that the telephone has learned the secret, with the password of the account."""

    code = StringField(
        messages.SECOND_FACTOR_CODE, validators=[InputRequired(messages.SECOND_FACTOR_MISSING)]
    )
    password = PasswordField("当前密码")
    next = HiddenField()


class PasswordAgainForm(FlaskForm):
    """The password of the account, asked for again."""

    password = PasswordField("当前密码")

"""The fixed forms: those whose fields are known to the programme."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired


class SignInForm(FlaskForm):
    """Login name and password, and where to go on to."""

    login_name = StringField("登录名", validators=[InputRequired("请填写登录名。")])
    password = PasswordField("密码", validators=[InputRequired("请填写密码。")])
    next = HiddenField()

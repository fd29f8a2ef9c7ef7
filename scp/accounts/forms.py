"""allauth's forms, with the messages and the care for text of all our forms."""

from typing import Any

from allauth.account import forms as allauth

from scp.core.forms import CleanForm


class LoginForm(CleanForm, allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page has its own link for a forgotten password; in a hint it would be read out with
        # the label of the field.
        self.fields["password"].help_text = ""


class ChangePasswordForm(CleanForm, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(CleanForm, allauth.SetPasswordForm):
    pass


class ResetPasswordForm(CleanForm, allauth.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(CleanForm, allauth.ResetPasswordKeyForm):
    pass


class AddEmailForm(CleanForm, allauth.AddEmailForm):
    pass


class ReauthenticateForm(CleanForm, allauth.ReauthenticateForm):
    pass

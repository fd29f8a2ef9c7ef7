"""allauth's forms, with the messages and the care for text of all our forms."""

from typing import Any

from allauth.account import forms as allauth
from django.contrib.auth.password_validation import password_validators_help_texts

from scp.core.forms import CleanForm


class LoginForm(CleanForm, allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page has its own link for a forgotten password; in a hint it would be read out with
        # the label of the field.
        self.fields["password"].help_text = ""


class NewPasswordForm(CleanForm):
    """A form that asks for a new password, and says in a sentence each what it must be like."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # allauth's own is a list in HTML, which a hint shows as it is written.
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())


class ChangePasswordForm(NewPasswordForm, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(NewPasswordForm, allauth.SetPasswordForm):
    pass


class ResetPasswordForm(CleanForm, allauth.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(NewPasswordForm, allauth.ResetPasswordKeyForm):
    pass


class AddEmailForm(CleanForm, allauth.AddEmailForm):
    pass


class ReauthenticateForm(CleanForm, allauth.ReauthenticateForm):
    pass

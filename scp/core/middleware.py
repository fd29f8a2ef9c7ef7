"""What every response carries, and how a refusal in the domain becomes a page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils.module_loading import import_string

from scp.core.errors import DomainError, PermissionRefused
from scp.core.views import permission_denied

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# All the powers a page could ask a browser for; we use none of them.
REFUSED_POWERS = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media"),
    *("fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
    *("publickey-credentials-get", "screen-wake-lock", "serial", "usb"),
    *("window-management", "xr-spatial-tracking", "browsing-topics"),
)
HEADERS = {
    "Permissions-Policy": ", ".join(f"{power}=()" for power in REFUSED_POWERS),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # Django's own middleware does not see a request that was refused before it (a wrong Host).
    "X-Frame-Options": "DENY",
}
PRIVATE = "private, no-cache, no-store, must-revalidate"


class ResponseHeadersMiddleware:
    """First in the list, so that errors, redirects and static files carry the headers too.

    A view may set one of them itself (published editions may be embedded elsewhere, for example);
    what it sets stays.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if _signed_in(request):
            # The next person at a shared computer must not find this page with "back".
            response.headers.setdefault("Cache-Control", PRIVATE)
        return response


class LanguageMiddleware(LocaleMiddleware):
    """Django's, but for what never changes: it is the same in every language, and a cache in front
    of us must not keep it once for each."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if "immutable" in response.headers.get("Cache-Control", ""):
            return response
        return super().process_response(request, response)


class DomainErrorMiddleware:
    """One place where the domain's refusals become HTTP, for pages (scp/api/errors does the API).

    A view that can do better than a page of its own (a message beside the form, the conflict page)
    catches the error before it comes here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PermissionRefused):
            return permission_denied(request, exception)
        if isinstance(exception, DomainError):
            return render(request, "errors/409.html", {"reason": str(exception)}, status=409)
        return None


class BodyLimitMiddleware:
    """Refuses a request whose body is larger than anything we take, before a byte of it is read.

    Django limits forms and keeps uploads on disk without a limit; a proxy in front limits too, but
    may not be there.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > settings.LARGEST_BODY:
            # By name, as Django's CSRF_FAILURE_VIEW: a room above this one may know better how to
            # say it.
            refusal: HttpResponse = import_string(settings.LARGEST_BODY_VIEW)(request)
            return refusal
        return self.get_response(request)


def _signed_in(request: HttpRequest) -> bool:
    """Whether this request was made by somebody signed in, without asking the database anew: a
    request that never looked at its user has nothing of theirs in it."""
    session = getattr(request, "session", None)
    return bool(session is not None and session.accessed and session.get("_auth_user_id"))

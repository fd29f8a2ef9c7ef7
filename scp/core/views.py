"""The pages that say something went wrong, and what the reader can do."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. What was wrong is not repeated: the answer to an attack must not be its mirror."""
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403. The sentence of a refusal is ours (scp.core.errors), so it is shown."""
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than we take in one request. Nothing of it was read."""
    return render(
        None, "errors/413.html", {"limit": settings.LARGEST_BODY // 1_000_000}, status=413
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what exists but is another place's private business."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Asks nothing of the database or the session, which may be what failed."""
    return render(None, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or stale: an old tab, or cookies switched off."""
    return render(request, "errors/csrf.html", status=403)

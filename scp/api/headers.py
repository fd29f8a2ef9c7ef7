"""Headers that answers of the API share."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

METHODS = ("GET", "HEAD", "OPTIONS")
ALLOW = ", ".join(METHODS)
FOR_EVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"
A_MINUTE = "public, max-age=60"


def open_to_browsers(response: HttpResponse) -> HttpResponse:
    """Published data may be read by pages of any site. No credentials are ever asked for, so
    nothing of a signed-in reader can be read with it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Allow, ETag"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def preflight() -> HttpResponse:
    """The answer to OPTIONS, also when a browser asks before it reads (CORS)."""
    response = HttpResponse(status=204)
    del response["Content-Type"]
    response["Allow"] = ALLOW
    response["Access-Control-Allow-Methods"] = ALLOW
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return open_to_browsers(response)


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the reader has these bytes already (If-None-Match, weak comparison)."""
    header = request.META.get("HTTP_IF_NONE_MATCH")
    if not header:
        return False
    if header == etag:
        return True
    tags = parse_etags(header)
    return "*" in tags or etag in (tag.removeprefix("W/") for tag in tags)

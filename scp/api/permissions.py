"""Who may ask what of the API. The default is nobody: every endpoint names its permission."""

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission

if TYPE_CHECKING:
    # The framework imports this module while it is being imported itself.
    from rest_framework.request import Request
    from rest_framework.views import APIView


class DenyAll(BasePermission):
    """What an endpoint has that names none."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        return False


class PublishedDataIsOpen(BasePermission):
    """Anyone may read. For endpoints that can answer with nothing but what is published."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        return request.method in SAFE_METHODS

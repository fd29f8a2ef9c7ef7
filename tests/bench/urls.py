"""The product's routes, and bare ones to compare them with: same server, same middleware."""

from django.urls import include, path

from scp.urls import handler400, handler403, handler404, handler500
from tests.bench import bare

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("bare/bytes/<str:encoding>/", bare.same_bytes),
    path("bare/unchanged/", bare.unchanged),
    path("bare/plan/<slug:slug>/", bare.plan_page),
    path("bare/outcome/<slug:slug>/<str:reference>/", bare.outcome_page),
    path("bare/edition/<slug:slug>/", bare.edition_page),
    path("", include("scp.urls")),
]

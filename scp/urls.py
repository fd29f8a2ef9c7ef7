from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # First: a partner's conditional requests must not try every page's address before their own.
    path("api/v1/", include("scp.api.v1.urls")),
    path("", include("scp.jobs.urls")),
    path("", include("scp.publication.urls")),
    path("", include("scp.plans.urls")),
    path("", include("outcomes.urls")),
    path("", include("procurement.urls")),
    path("", include("stakeholders.urls")),
    path("accounts/", include("allauth.account.urls")),
]

# The API answers a machine in its own form; every other address gets the pages of scp.core.views.
handler400 = "scp.api.errors.bad_request"
handler403 = "scp.api.errors.permission_denied"
handler404 = "scp.api.errors.page_not_found"
handler500 = "scp.api.errors.server_error"

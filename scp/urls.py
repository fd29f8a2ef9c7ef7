from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("scp.jobs.urls")),
    path("", include("scp.publication.urls")),
    path("", include("scp.plans.urls")),
    path("", include("outcomes.urls")),
    path("", include("procurement.urls")),
    path("", include("stakeholders.urls")),
    path("api/v1/", include("scp.api.v1.urls")),
    path("accounts/", include("allauth.account.urls")),
]

handler400 = "scp.core.views.bad_request"
handler403 = "scp.core.views.permission_denied"
handler404 = "scp.core.views.page_not_found"
handler500 = "scp.core.views.server_error"

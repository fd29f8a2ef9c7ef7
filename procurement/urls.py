from django.urls import path

from procurement.views.kinds import KINDS
from procurement.views.pages import portfolio_page
from scp.plans.views.items import item_urls

urlpatterns = [
    *(pattern for kind in KINDS for pattern in item_urls(kind)),
    path("draft/<slug:slug>/portfolios/<str:reference>/", portfolio_page, name="draft-portfolio"),
]

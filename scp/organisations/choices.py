"""Code lists for organisations.

Codes are stable and come from data/vocabularies.json (a test compares); labels are for readers
and may be reworded.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of body an organisation is; also the kinds of stakeholder."""

    RESIDENT = "resident", _("Resident")
    SERVICE_USER = "service_user", _("Service user")
    CARER = "carer", _("Unpaid carer")
    YOUNG_PEOPLE = "young_people", _("Children and young people")
    SELDOM_HEARD = "seldom_heard", _("Seldom-heard group")
    VCSE = "vcse", _("VCSE organisation")
    COMMUNITY_GROUP = "community_group", _("Community group")
    FAITH = "faith", _("Faith body")
    PARISH = "parish", _("Town or parish council")
    SME = "sme", _("SME")
    LARGE_BUSINESS = "large_business", _("Large business")
    SUPPLIER = "supplier", _("Supplier or provider")
    BUSINESS_BODY = "business_body", _("Chamber or trade body")
    BUSINESS_BOARD = "business_board", _("Business board / growth hub")
    LEP = "lep", _("Local Enterprise Partnership (historic)")
    STRATEGIC_AUTHORITY = "strategic_authority", _("Combined or strategic authority")
    COUNCIL = "council", _("Council (same area)")
    NEIGHBOUR = "neighbour", _("Neighbouring authority")
    ICB = "icb", _("Integrated care board")
    NHS_TRUST = "nhs_trust", _("NHS trust")
    PRIMARY_CARE = "primary_care", _("Primary care network / GP")
    HEALTHWATCH = "healthwatch", _("Healthwatch")
    POLICE = "police", _("Police / PCC")
    FIRE = "fire", _("Fire and rescue")
    PROBATION = "probation", _("Probation")
    HOUSING_ASSOCIATION = "housing_association", _("Housing association")
    EDUCATION = "education", _("School, college or university")
    DWP = "dwp", _("DWP / Jobcentre")
    UTILITY_TRANSPORT = "utility_transport", _("Utility or transport operator")
    GOVERNMENT = "government", _("Government department or agency")
    REGULATOR = "regulator", _("Regulator")
    MEMBER = "member", _("Councillor")
    MP = "mp", _("MP")
    UNION = "union", _("Trade union")
    STAFF = "staff", _("Staff")
    FUNDER = "funder", _("Funder or investor")
    MEDIA = "media", _("Media")


class IdentifierScheme(models.TextChoices):
    """Registers that give organisations their identifiers (org-id.guide prefixes)."""

    GB_COH = "GB-COH", _("Companies House")
    GB_CHC = "GB-CHC", _("Charity Commission (E&W)")
    GB_SC = "GB-SC", _("Scottish Charity Register")
    GB_NIC = "GB-NIC", _("Charity Commission NI")
    GB_NHS = "GB-NHS", _("NHS ODS")
    GB_UKPRN = "GB-UKPRN", _("UK Register of Learning Providers")
    GB_MPR = "GB-MPR", _("Mutuals Public Register")
    GB_LAE = "GB-LAE", _("Local authorities England")
    GB_LAS = "GB-LAS", _("Local authorities Scotland")
    GB_PLA = "GB-PLA", _("Principal local authorities Wales")
    GB_PPON = "GB-PPON", _("Public Procurement Organisation Number (not in org-id.guide)")

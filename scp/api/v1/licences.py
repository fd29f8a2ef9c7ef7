"""Under which licence answers may be used that are not from one edition."""

OGL = "Open Government Licence v3.0"
AREAS = [
    "Office for National Statistics. Contains public sector information licensed under the "
    "Open Government Licence v3.0."
]

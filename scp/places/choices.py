"""Words and shapes of places, as the Office for National Statistics has them."""

GSS = r"[EWSNK][0-9]{8}"  # a whole code
LEVELS = (
    "ctry",  # country
    "rgn",  # region
    "cauth",  # combined authority
    "utla",  # upper-tier or unitary authority
    "ltla",  # lower-tier or unitary authority
)

"""Content negotiation over the encodings an edition is stored in (RFC 9110 §12.5.3)."""

from scp.publication.queries import ENCODINGS

# Smallest first.
PREFERENCE = ("br", "gzip", "identity")


def best_encoding(accept: str) -> str:
    """The smallest stored encoding that an Accept-Encoding header allows.

    `identity` is what is left when the header is empty, or refuses all the rest.
    """
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        weights[name.strip()] = _weight(parameters)
    for encoding in PREFERENCE:
        default = weights.get("*", 1.0 if encoding == "identity" else 0.0)
        if encoding in ENCODINGS and weights.get(encoding, default) > 0:
            return encoding
    return "identity"


def _weight(parameters: str) -> float:
    """The q-value of one coding; a malformed one counts as a refusal."""
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0

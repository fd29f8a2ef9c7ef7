"""What somebody has seen that a workbook would change: they confirm that and nothing else."""

import hashlib

from scp.publication.workbook.comparing import Change
from scp.publication.workbook.values import as_json


def digest_of(changes: tuple[Change, ...]) -> str:
    """A hash of all that would be changed, and from what: whoever confirms has seen just that."""
    digest = hashlib.sha256()
    for change in changes:
        digest.update(f"{change.kind}|{change.sheet.name}|{change.key}".encode())
        digest.update(change.row.fingerprint.encode())
        for difference in change.differences:
            words = (difference.column, as_json(difference.before), as_json(difference.after))
            digest.update(repr(words).encode())
    return digest.hexdigest()

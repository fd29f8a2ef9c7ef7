from scp.core.models.audit_event import AuditEvent
from scp.core.models.editable import Editable

__all__ = ["AuditEvent", "Editable"]

from scp.core.models.audit_event import AuditEvent
from scp.core.models.editable import Editable
from scp.core.models.labelled import Labelled

__all__ = ["AuditEvent", "Editable", "Labelled"]

from stakeholders.models.comment import Comment
from stakeholders.models.disposition import Disposition
from stakeholders.models.stakeholder import Stakeholder

__all__ = ["Comment", "Disposition", "Stakeholder"]

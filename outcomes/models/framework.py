from django.db import models


class Framework(models.Model):
    """A published list of goals that outcomes may be mapped to, in one of its versions.

    The UN Sustainable Development Goals and England's Local Outcomes Framework are two. Library
    data, shared by all plans; a later version is another row, and mappings to the earlier one stay.
    """

    code = models.SlugField(max_length=60)
    version = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200)
    published_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("title", "version")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="framework_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class FrameworkGoal(models.Model):
    """One goal of a framework, with the publisher's code and words."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="goals")
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("framework", "position", "code")
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="framework_goal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

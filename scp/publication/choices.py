"""Codes that others store."""

# The kind of the jobs that make an edition's documents.
RENDER = "publication.render"

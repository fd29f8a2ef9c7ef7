"""Writes to plans: each module is a noun, each function a verb (`plans.open`, `sections.add`)."""

"""Writes to the why of a plan: each module is a noun, each function a verb (`needs.identify`)."""

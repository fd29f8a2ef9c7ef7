"""Writes to organisations: each module is a noun, each function a verb."""

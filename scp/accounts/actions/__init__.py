"""Writes to accounts: each module is a noun, each function a verb."""

"""Writes to portfolios and pieces: each module is a noun, each function a verb."""

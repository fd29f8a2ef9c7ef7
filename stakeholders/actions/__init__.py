"""Writes to what people say: each module is a noun, each function a verb."""

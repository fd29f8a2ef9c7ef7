"""Writes that publish: each module is a noun, each function a verb (`editions.publish`)."""

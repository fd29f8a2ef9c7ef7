"""Writes of jobs: each module is a noun, each function a verb (`jobs.enqueue`)."""

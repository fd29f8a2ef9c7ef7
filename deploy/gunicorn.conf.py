"""gunicorn, for the web process. It also reads PORT, WEB_CONCURRENCY and GUNICORN_CMD_ARGS."""

import os

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads, so that a slow reader holds a thread and not a whole process.
threads = int(os.environ.get("WEB_THREADS", "4"))
# A refusal to start (scp/checks.py) then ends gunicorn at once instead of worker after worker.
preload_app = True
timeout = 30
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
# Workers say they live by touching a file: not on a disk that may stall.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
# Requests are logged by the application, with ids and without personal text.
accesslog = None
errorlog = "-"
# Nobody manages gunicorn through its socket, and a read-only container has no place for it.
control_socket_disable = True

"""Gunicorn's settings, for `make up` and for compose. The proxy in front buffers slow clients."""

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
preload_app = True  # imported once, shared by the workers
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30  # seconds without a sign of life
graceful_timeout = 20
keepalive = 5
max_requests = 5_000  # a slow leak never grows old
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
control_socket_disable = True
loglevel = "warning"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")

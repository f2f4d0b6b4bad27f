"""
Celery carries messages; PostgreSQL holds the jobs (docs/adr/0004).

Losing every message costs nothing but a lease: the relay publishes the row again.
"""

import os

from celery import Celery
from celery.signals import heartbeat_sent

from core import alive

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("reopening_desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
heartbeat_sent.connect(alive.touch)  # every two seconds while the broker answers

"""The API's collections. Each package names its own in `<package>/api/urls.py`: `register(router)`."""

from importlib import import_module
from importlib.util import find_spec

from rest_framework.routers import SimpleRouter

PACKAGES = ("core", "reopening", "approvals", "supplies")

router = SimpleRouter(use_regex_path=False)
for package in PACKAGES:
    if find_spec(f"{package}.api.urls"):
        import_module(f"{package}.api.urls").register(router)

"""The API's collections. Each package names its own in `<package>/api/urls.py`: `register(router)`."""

from rest_framework.routers import SimpleRouter

from core.packages import modules

router = SimpleRouter(use_regex_path=False)
for urls in modules("api.urls"):
    urls.register(router)

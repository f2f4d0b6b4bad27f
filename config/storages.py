"""Where private files lie, by settings: on disk, or in an S3-compatible bucket (docs/adr/0051)."""

from typing import Any

import environ
from botocore.config import Config
from django.core.exceptions import ImproperlyConfigured

# A worker holds a row while it stores a file, and the database ends a transaction that idles for 30 s.
PATIENCE = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"total_max_attempts": 2},
    signature_version="s3v4",
    request_checksum_calculation="when_required",  # servers other than Amazon's refuse the newer ones
    response_checksum_validation="when_required",
)


def private_files(env: environ.Env) -> dict[str, Any]:
    """
    The storage of `default`.

    :raises ImproperlyConfigured: if a bucket is named without its keys
    """
    bucket = env.str("FILES_S3_BUCKET", default="")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    key, secret = env.str("FILES_S3_KEY_ID", default=""), env.str("FILES_S3_SECRET", default="")
    if not (key and secret):
        raise ImproperlyConfigured("FILES_S3_BUCKET needs FILES_S3_KEY_ID and FILES_S3_SECRET")
    return {
        "BACKEND": "core.storage.Bucket",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("FILES_S3_ENDPOINT", default="") or None,
            "region_name": env.str("FILES_S3_REGION", default="") or None,
            "location": env.str("FILES_S3_FOLDER", default=""),
            "access_key": key,
            "secret_key": secret,
            "addressing_style": "path",
            "default_acl": None,  # the bucket's own, which is private
            "file_overwrite": True,  # names are of one file each; a broken attempt is replaced
            "client_config": PATIENCE,
        },
    }

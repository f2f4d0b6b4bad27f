"""What the description of the API (OpenAPI) says about itself."""

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Reopening Desk",
    "DESCRIPTION": "File, review, supply and verify the reopening of firms.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "AmendmentKind": "reopening.models.AmendmentKind",
        "MandateKind": "reopening.models.MandateKind",
        "UmbrellaKind": "reopening.models.UmbrellaKind",
        "ApplicationStatus": "reopening.models.ApplicationStatus",
        "ConditionKind": "reopening.models.ConditionKind",
        "ConditionStatus": "reopening.models.ConditionStatus",
        "PolicyStatus": "reopening.models.PolicyStatus",
        "FailReason": "supplies.models.FailReason",
        "DispatchPlanStatus": "supplies.models.PlanStatus",
        "OverrideStatus": "supplies.models.OverrideStatus",
        "OrderKind": "supplies.models.OrderKind",
        "RejectReason": "supplies.models.RejectReason",
        "AppealStatus": "approvals.models.AppealStatus",
        "StepStatus": "approvals.models.StepStatus",
        "QuestionStatus": "approvals.models.QuestionStatus",
        "TextUse": "approvals.models.TextUse",
        "HaltKind": "reopening.models.HaltKind",
        "SuspensionStatus": "approvals.models.SuspensionStatus",
        "VisitKind": "approvals.models.VisitKind",
        "VisitStatus": "approvals.models.VisitStatus",
        "DocumentUse": "reopening.models.DocumentUse",
    },
}

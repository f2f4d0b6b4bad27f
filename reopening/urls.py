from django.urls import path

from reopening.views import (
    applications,
    checks,
    declarations,
    declaring,
    documents,
    firms,
    join_requests,
    members,
    policies,
    policy_drafts,
    policy_previews,
    rosters,
    sections,
    uploads,
    versions,
)

app_name = "reopening"
MEMBER = "firms/<uuid:public_id>/members/<uuid:member_id>/"
APPLICATION = "applications/<uuid:public_id>/"
DECLARATIONS = f"{APPLICATION}declarations/"
PERSON = f"{DECLARATIONS}people/<uuid:person_id>/"
PHONE = "d/<str:token>/"  # short, so that its QR code stays coarse
DOCUMENT = f"{APPLICATION}documents/<uuid:document_id>/"
POLICY = "policies/<uuid:public_id>/"
urlpatterns = [
    path("sign-up/", firms.sign_up, name="sign-up"),
    path("sign-up/look-up/", firms.look_up, name="look-up"),
    path("checks/<slug:kind>/", checks.check, name="check"),
    path("firms/<uuid:public_id>/", firms.edit, name="firm"),
    path("firms/<uuid:public_id>/members/", members.index, name="members"),
    path("firms/<uuid:public_id>/members/invite/", members.invite, name="invite"),
    path(
        "firms/<uuid:public_id>/invitations/<uuid:invitation_id>/withdraw/",
        members.take_back,
        name="withdraw-invitation",
    ),
    path(f"{MEMBER}give_power/", members.give_power, name="give-power"),
    path(f"{MEMBER}take_power/", members.take_power, name="take-power"),
    path(f"{MEMBER}remove/", members.remove, name="remove-member"),
    path("invitations/<str:token>/", members.invitation, name="invitation"),
    path("join/", join_requests.ask, name="join"),
    path("join-requests/", join_requests.index, name="join-requests"),
    path("join-requests/<uuid:public_id>/admit/", join_requests.admit, name="admit"),
    path("join-requests/<uuid:public_id>/refuse/", join_requests.refuse, name="refuse"),
    path("firms/<uuid:public_id>/start/", applications.start, name="start"),
    path(APPLICATION, applications.detail, name="application"),
    path(f"{APPLICATION}submit/", applications.submit, name="submit"),
    path(f"{APPLICATION}withdraw/", applications.withdraw, name="withdraw"),
    path(f"{APPLICATION}decline/", applications.decline, name="decline"),
    path(f"{APPLICATION}copy/", versions.copy, name="copy"),
    path(f"{APPLICATION}amend/", versions.amend, name="amend"),
    path(f"{APPLICATION}changes/", versions.changes, name="changes"),
    path(f"{APPLICATION}confirm/<slug:section>/", versions.confirm, name="confirm"),
    path(f"{APPLICATION}documents/", documents.index, name="documents"),
    path(f"{APPLICATION}documents/at/<slug:use>/", documents.place, name="document-place"),
    path(f"{APPLICATION}documents/at/<slug:use>/<slug:key>/", documents.place, name="document-place"),
    path(f"{APPLICATION}documents/letters/<slug:paper>/", documents.letter, name="letter"),
    path(
        f"{APPLICATION}documents/letters/<slug:paper>/take-back/",
        documents.take_back,
        name="letter-take-back",
    ),
    path(f"{DOCUMENT}download/", documents.download, name="document-download"),
    path(f"{DOCUMENT}thumbnail/", documents.thumbnail, name="document-thumbnail"),
    path(f"{DOCUMENT}replace/", documents.replace, name="document-replace"),
    path(f"{DOCUMENT}remove/", documents.remove, name="document-remove"),
    path(f"{APPLICATION}roster/", rosters.roster, name="roster"),
    path("roster-template.xlsx", uploads.template, name="roster-template"),
    path(f"{APPLICATION}roster/upload/", uploads.upload, name="roster-send"),
    path(f"{APPLICATION}roster/uploads/<uuid:upload_id>/", uploads.follow, name="roster-upload"),
    path(
        f"{APPLICATION}roster/uploads/<uuid:upload_id>/rows.xlsx",
        uploads.refused_rows,
        name="roster-refused-rows",
    ),
    path(f"{APPLICATION}roster/people/add/", rosters.add_person, name="roster-add"),
    path(f"{APPLICATION}roster/people/<uuid:person_id>/", rosters.edit_person, name="roster-person"),
    path(f"{APPLICATION}roster/people/<uuid:person_id>/remove/", rosters.remove_person, name="roster-remove"),
    path(DECLARATIONS, declarations.overview, name="declarations"),
    path(f"{DECLARATIONS}link/<slug:verb>/", declarations.act, name="declarations-act"),
    path(f"{DECLARATIONS}remind/", declarations.remind, name="declarations-remind"),
    path(f"{DECLARATIONS}codes.xlsx", declarations.slips_file, name="declarations-file"),
    path(f"{DECLARATIONS}slips/", declarations.slips_page, name="declarations-slips"),
    path(f"{DECLARATIONS}poster/", declarations.poster, name="declarations-poster"),
    path(PERSON, declarations.one_person, name="declaration"),
    path(f"{PERSON}renew-code/", declarations.renew_code, name="declaration-renew-code"),
    path(f"{PERSON}remind/", declarations.remind_person, name="declaration-remind"),
    path(f"{PERSON}confirm/", declarations.confirm_person, name="declaration-confirm"),
    path(PHONE, declaring.declare, name="declare"),
    path(f"{PHONE}join/", declaring.join, name="declare-join"),
    path(f"{PHONE}consent/", declaring.consent, name="declare-consent"),
    path(f"{PHONE}answers/", declaring.answers, name="declare-answers"),
    path(f"{PHONE}done/", declaring.done, name="declare-done"),
    path(f"{PHONE}withdraw/", declaring.withdraw, name="declare-withdraw"),
    path(f"{PHONE}leave/", declaring.leave, name="declare-leave"),
    *[
        path(f"{APPLICATION}{key}/", sections.section, {"key": key}, name=f"section-{key}")
        for key in sections.PAGES
    ],
    *[
        path(f"{APPLICATION}{key}/preview/", sections.preview, {"key": key}, name=f"preview-{key}")
        for key in sections.PAGES
    ],
    path("policies/", policies.policies, name="policies"),
    path("policies/from-file/", policy_drafts.draft_from_file, name="policy-from-file"),
    path("policies/places/<str:code>/", policies.place, name="policy-place"),
    path(POLICY, policies.policy_set, name="policy"),
    path(f"{POLICY}draft/", policy_drafts.draft, name="policy-draft"),
    path(f"{POLICY}head/", policy_drafts.head, name="policy-head"),
    path(f"{POLICY}parts/<slug:key>/", policy_drafts.part, name="policy-part"),
    path(f"{POLICY}file.toml", policies.download, name="policy-file"),
    path(f"{POLICY}upload/", policy_drafts.upload, name="policy-upload"),
    path(f"{POLICY}discard/", policy_drafts.discard, name="policy-discard"),
    path(f"{POLICY}compare/", policies.compare, name="policy-compare"),
    path(f"{POLICY}preview/", policy_previews.preview, name="policy-preview"),
    path(f"{POLICY}publish/", policy_previews.publish, name="policy-publish"),
]

from django.urls import path

from approvals.views import batches, cases, certificates, papers, public, queue, review, saved_views, workload

app_name = "approvals"
CASE = "queue/<uuid:public_id>/"
BATCH = "batches/<uuid:public_id>/"
CERTIFICATE = "certificates/<uuid:public_id>/"
urlpatterns = [
    path("queue/", queue.queue_page, name="queue"),
    path("queue/facets/", queue.facets, name="queue-facets"),
    path("queue/news/", queue.news, name="queue-news"),
    path("queue/next/", queue.take_next, name="queue-next"),
    path("queue/compare/", queue.compare, name="queue-compare"),
    path("queue/views/new/", saved_views.save, name="view-save"),
    path("queue/views/<uuid:public_id>/delete/", saved_views.delete, name="view-delete"),
    path("queue/workload/", workload.index, name="workload"),
    path("queue/workload/unclaimed/", workload.unclaimed, name="workload-unclaimed"),
    path("queue/workload/<uuid:public_id>/", workload.officer, name="workload-officer"),
    path("queue/papers/", papers.index, name="papers"),
    path(CASE, cases.detail, name="case"),
    path(f"{CASE}claim/", review.claim, name="claim"),
    path(f"{CASE}release/", review.release, name="release"),
    path(f"{CASE}hand-over/", review.hand_over, name="hand-over"),
    path(f"{CASE}hand-back/", review.hand_back, name="hand-back"),
    path(f"{CASE}return-for-correction/", review.return_for_correction, name="return-for-correction"),
    path(f"{CASE}recommend/", review.recommend, name="recommend"),
    path(f"{CASE}take-back/", review.take_back, name="take-back"),
    path(f"{CASE}reject/", review.reject, name="reject"),
    path(f"{CASE}names/", review.read_names, name="read-names"),
    path(f"{CASE}papers/<slug:paper>/confirm/", papers.confirm_paper, name="confirm-paper"),
    path(f"{CASE}papers/<slug:paper>/turn-down/", papers.turn_down_paper, name="turn-down-paper"),
    path(f"{CASE}certificate/", certificates.panel, name="certificates-panel"),
    path("batches/", batches.index, name="batches"),
    path("batches/new/", batches.create, name="batch-create"),
    path(BATCH, batches.detail, name="batch"),
    path(f"{BATCH}fill/", batches.fill, name="batch-fill"),
    path(f"{BATCH}add/", batches.add, name="batch-add"),
    path(f"{BATCH}remove/", batches.remove, name="batch-remove"),
    path(f"{BATCH}sign/", batches.sign, name="batch-sign"),
    path(f"{BATCH}propose/", batches.propose, name="batch-propose"),
    path(f"{BATCH}countersign/", batches.countersign, name="batch-countersign"),
    path(f"{BATCH}send-back/", batches.send_back, name="batch-send-back"),
    path(f"{BATCH}resume/", batches.resume, name="batch-resume"),
    path(f"{BATCH}publish/", batches.publish, name="batch-publish"),
    path("certificates/", certificates.index, name="certificates"),
    path(CERTIFICATE, certificates.detail, name="certificate"),
    path(f"{CERTIFICATE}pdf/", certificates.pdf, name="certificate-pdf"),
    path(f"{CERTIFICATE}revoke/", certificates.revoke, name="certificate-revoke"),
    path(f"{CERTIFICATE}redraw/", certificates.redraw, name="certificate-redraw"),
    # Public
    path("verify/<str:token>/", public.verify, name="verify"),
    path("register/", public.register_page, name="register"),
    path("publications/", public.publications, name="publications"),
    path("publications/<uuid:public_id>/", public.publication, name="publication"),
]

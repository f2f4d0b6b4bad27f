"""Papers and photos: kept once, private, within the quota, and every look put down."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.utils import timezone

from core.audit import trail
from core.errors import Stale, TransitionNotAllowed
from reopening.document_files import limits
from reopening.document_files.refusals import FileRefused, FileTooLarge
from reopening.models import Document, StoredFile
from reopening.services import applications, documents, files
from reopening.services.documents import NoSuchPlace, NothingSent, Place, Quarantined, Sent, TooManyFiles
from reopening.services.files import QuotaReached
from reopening.services.sections import Seen
from tests.corpora.test_documents import EICAR
from tests.factories import ApplicationFactory
from tests.reopening.papers import DEFERRABLE, a_pdf, a_photo, in_wenzhou, in_yubei

pytestmark = pytest.mark.django_db
OTHER, SITE = Place("other"), Place("site")


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


def add(application, by, *sent, place=OTHER, **more):
    return documents.add(application=application, place=place, sent=sent, by=by, at=timezone.now(), **more)


def stored_names():
    return sorted(files.names_in(default_storage))


def test_a_paper_is_kept_byte_by_byte_under_a_name_of_ours(draft, applicant):
    sent = a_pdf("../../营业执照.PDF")

    (document,) = add(draft, applicant, sent)

    assert document.file_name == "营业执照.pdf"
    assert document.file.content.name == f"documents/{draft.public_id}/{document.file.digest}.pdf"
    assert document.file.content.read() == sent.content
    assert (document.file.scan, document.file.pages) == ("not_scanned", 1)
    event = trail(draft).get()
    assert event.verb == "application.edit"
    assert event.data == {"use": "other", "key": "", "digests": [document.file.digest]}


def test_a_photo_is_kept_anew_with_a_small_picture(draft, applicant):
    sent = a_photo()

    (document,) = add(draft, applicant, sent, place=SITE)

    assert document.file_name == "IMG_0001.jpg"
    assert document.file.content.read() != sent.content
    assert document.file.thumbnail.name.endswith("-small.jpeg")
    assert len(stored_names()) == 2


def test_the_same_file_is_stored_once_and_stands_once_in_a_place(draft, applicant):
    first = add(draft, applicant, a_pdf("a.pdf"))
    again = add(draft, applicant, a_pdf("b.pdf"))
    add(draft, applicant, a_photo(), a_photo(), place=SITE)

    assert again == first
    assert StoredFile.objects.count() == 2
    assert Document.objects.count() == 2
    assert len(stored_names()) == 3


def test_several_pages_are_handed_in_together_or_not_at_all(draft, applicant):
    with pytest.raises(FileRefused) as refused:
        add(draft, applicant, a_pdf(mark="1"), a_pdf(mark="2"), Sent("bad.exe", b"MZ\x90"))

    assert str(refused.value).startswith("bad.exe: This kind of file is not taken.")
    assert not Document.objects.exists()
    assert not stored_names()
    assert not trail(draft).exists()

    assert len(add(draft, applicant, a_pdf(mark="1"), a_pdf(mark="2"))) == 2


def test_a_replaced_file_is_kept_and_says_so(draft, applicant):
    (old,) = add(draft, applicant, a_pdf(mark="old"))

    new = documents.replace(document=old, sent=a_pdf(mark="new"), by=applicant, at=timezone.now())

    old.refresh_from_db()
    assert (old.withdrawn_why, old.withdrawn_by) == ("replaced", applicant)
    assert list(Document.objects.current()) == [new]
    assert default_storage.exists(old.file.content.name)
    with pytest.raises(documents.NotCurrent):
        documents.replace(document=old, sent=a_pdf(mark="third"), by=applicant, at=timezone.now())


def test_a_removed_file_may_be_handed_in_again(draft, applicant):
    (document,) = add(draft, applicant, a_pdf())
    documents.remove(document=document, by=applicant, at=timezone.now())

    add(draft, applicant, a_pdf())

    assert Document.objects.count() == 2
    assert StoredFile.objects.count() == 1
    with pytest.raises(documents.NotCurrent):
        documents.remove(document=document, by=applicant, at=timezone.now())


@pytest.mark.parametrize(
    ("place", "sent", "error"),
    [
        (Place("paper", "licence"), a_pdf(), NoSuchPlace),
        (Place("paper", "prevention_plan"), a_pdf(), NoSuchPlace),  # a section stands for it
        (Place("item", "sword"), a_photo(), NoSuchPlace),
        (Place("other", "mask"), a_pdf(), NoSuchPlace),
        (Place("secret"), a_pdf(), NoSuchPlace),
        (Place("item", "mask"), a_pdf(), FileRefused),
        (OTHER, Sent("eicar.pdf", EICAR), FileRefused),
        (OTHER, Sent("big.pdf", b"%PDF-" + bytes(limits.BYTES)), FileTooLarge),
    ],
)
def test_what_belongs_nowhere_is_refused(draft, applicant, place, sent, error):
    with pytest.raises(error):
        add(draft, applicant, sent, place=place)

    assert not StoredFile.objects.exists()


def test_nothing_and_too_much_at_once_are_refused(draft, applicant):
    with pytest.raises(NothingSent):
        add(draft, applicant)
    with pytest.raises(TooManyFiles):
        add(draft, applicant, *[a_pdf()] * 11)


def test_the_quota_of_an_application_holds(draft, applicant, monkeypatch):
    add(draft, applicant, a_pdf(mark="1"))
    monkeypatch.setattr(limits, "QUOTA_FILES", 1)
    with pytest.raises(QuotaReached):
        add(draft, applicant, a_pdf(mark="2"))
    monkeypatch.setattr(limits, "QUOTA_FILES", 100)
    monkeypatch.setattr(limits, "QUOTA_BYTES", 900)
    with pytest.raises(QuotaReached):
        add(draft, applicant, a_pdf(mark="3"))

    assert add(draft, applicant, a_pdf(mark="1"))  # it is there already


def test_a_strange_hand_and_a_filed_case_are_refused_before_the_file_is_read(
    applicant, outsider, reviewer, monkeypatch
):
    case = applications.submit(
        application=with_its_photos(in_yubei(applicant.firms.get()), applicant),
        committed=True,
        by=applicant,
        at=timezone.now(),
    )
    monkeypatch.setattr(documents, "read", lambda data: pytest.fail("it was read"))

    with pytest.raises(TransitionNotAllowed):
        add(case, applicant, a_pdf())
    for somebody in (outsider, reviewer):
        with pytest.raises(PermissionDenied):
            add(ApplicationFactory(), somebody, a_pdf())


def with_its_photos(application, by):
    """Yubei's papers: the photos, and the promise of the training record."""
    from reopening.services import deferrals

    add(application, by, a_photo(), place=Place("paper", "photos"))
    deferrals.defer(application=application, paper="training", accepted=True, by=by, at=timezone.now())
    return application


def test_a_section_that_moved_on_is_not_written_unseen(draft, applicant):
    add(draft, applicant, a_pdf(mark="1"))

    with pytest.raises(Stale):
        add(draft, applicant, a_pdf(mark="2"), seen=Seen(0))


def test_the_submission_keeps_the_hashes_that_the_officials_see(applicant):
    case = with_its_photos(in_yubei(applicant.firms.get()), applicant)
    (photo,) = Document.objects.all()

    applications.submit(application=case, committed=True, by=applicant, at=timezone.now())

    assert case.snapshot["documents"] == [
        {"id": str(photo.public_id), "use": "paper", "key": "photos", "digest": photo.file.digest}
    ]
    assert case.snapshot["deferred_papers"] == ["training"]


def test_a_missing_paper_keeps_the_case_from_being_submitted(applicant):
    for case, key in ((in_wenzhou(applicant.firms.get()), "documents"),):
        with pytest.raises(applications.NotReady) as refused:
            applications.submit(application=case, committed=True, by=applicant, at=timezone.now())

        assert [each["path"] for each in refused.value.errors] == [key]
        assert "neither handed in nor deferred" in refused.value.errors[0]["message"]


def test_every_download_is_put_down(draft, applicant):
    (document,) = add(draft, applicant, a_pdf())

    documents.download(document=document, by=applicant, at=timezone.now())

    event = trail(draft).last()
    assert (event.verb, event.actor) == ("document.download", applicant)
    assert event.data == {"document": str(document.public_id), "digest": document.file.digest}


def test_nothing_is_handed_out_before_it_was_scanned(draft, applicant):
    (document,) = add(draft, applicant, a_pdf())
    StoredFile.objects.update(scan="waiting")
    document.file.refresh_from_db()
    events = trail(draft).count()

    with pytest.raises(Quarantined, match="still being checked"):
        documents.download(document=document, by=applicant, at=timezone.now())

    assert trail(draft).count() == events


def test_the_sweep_removes_only_old_files_that_no_row_names(draft, applicant, settings):
    add(draft, applicant, a_photo(), place=SITE)
    for name in ("left-behind.pdf", "just-now.pdf"):
        default_storage.save(f"documents/{draft.public_id}/{name}", (default_storage.open(stored_names()[0])))
    path = default_storage.path(f"documents/{draft.public_id}/left-behind.pdf")
    import os

    os.utime(path, (0, 0))

    assert files.sweep(at=timezone.now()) == 1
    assert len(stored_names()) == 3


def test_a_rolled_back_upload_leaves_a_file_that_the_next_one_writes_over(draft, applicant, monkeypatch):
    from reopening.models import Document as Row

    def breaks(**_fields):
        raise RuntimeError

    monkeypatch.setattr(Row.objects, "create", breaks)
    with pytest.raises(RuntimeError):
        add(draft, applicant, a_pdf())
    monkeypatch.undo()

    (document,) = add(draft, applicant, a_pdf())

    assert document.file.content.read() == a_pdf().content
    assert len(stored_names()) == 1


def test_the_wenzhou_original_satisfies_the_policy(applicant):
    case = in_wenzhou(applicant.firms.get())
    add(case, applicant, a_pdf(), place=Place("paper", DEFERRABLE))

    applications.submit(application=case, committed=True, by=applicant, at=timezone.now())

    assert case.status == "submitted"

"""A file that is too large is told the limit of what it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from reopening.document_files import limits
from reopening.document_files.reading import read
from reopening.document_files.refusals import FileRefused
from reopening.forms.documents import FilesForm

LARGE = limits.BYTES + 1
SAID = [
    (limits.PDF, "The file is larger than 10 MB."),
    (limits.JPEG, "The file is larger than 15 MB."),
    (limits.PNG, "The file is larger than 15 MB."),
    (b"PK\x03\x04", "This kind of file is not taken."),
]


@pytest.mark.parametrize(("head", "sentence"), SAID)
def test_the_form_names_the_limit_that_holds(head, sentence):
    form = FilesForm({}, sent(head))

    assert not form.is_valid()
    assert form.errors["file"][0].startswith(sentence)


@pytest.mark.parametrize(("head", "sentence"), SAID)
def test_what_programs_send_is_told_the_same(head, sentence):
    with pytest.raises(FileRefused, match=sentence) as refused:
        read(head.ljust(LARGE))
    assert refused.value.status == (413 if "larger" in sentence else 422)


def test_of_several_files_the_one_that_is_too_large_is_named():
    form = FilesForm({}, sent(limits.JPEG, limits.PDF, size=limits.PDF_BYTES))
    assert form.is_valid()

    form = FilesForm({}, sent(limits.JPEG, limits.PDF))

    assert form.errors["file"][0].startswith("0.pdf: The file is larger than 15 MB.")


def sent(*heads: bytes, size: int = LARGE) -> MultiValueDict:
    files = [SimpleUploadedFile(f"{n}.pdf", head.ljust(size)) for n, head in enumerate(heads)]
    return MultiValueDict({"file": files})

"""Why a file is refused: sentences that say how to mend it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

SENTENCES: dict[str, Promise] = {
    "empty": _("The file is empty. Please choose it again."),
    "too_large": _("The file is larger than %(limit)s MB. Please make it smaller, or send it in parts."),
    "kind": _("This kind of file is not taken. Please send a PDF, or a photo as JPEG or PNG."),
    "broken": _("The file is damaged. Please save or photograph it again and send that."),
    "too_heavy": _("The file takes too long or too much memory to read. Please save it anew and send that."),
    "encrypted": _("The PDF is protected by a password. Please save it without one."),
    "script": _(
        "The PDF contains a script, so it was not taken. Please print it to a new PDF and send that."
    ),
    "launch": _(
        "The PDF starts a program or opens another file, so it was not taken. Please print it to a new PDF and "
        "send that."
    ),
    "attachment": _(
        "The PDF has other files attached, so it was not taken. Please send them one by one as PDF or photo."
    ),
    "xfa": _(
        "The PDF is an interactive form that not every reader shows alike. Please print it to a new PDF and "
        "send that."
    ),
    "media": _(
        "The PDF contains sound, video or 3D content, so it was not taken. Please print it to a new PDF and "
        "send that."
    ),
    "two_in_one": _(
        "The file is a PDF and another kind of file at once, so it was not taken. Please print it to a new PDF "
        "and send that."
    ),
    "inflates": _(
        "The file unpacks to far more than a document needs, so it was not opened. Please scan it again at a "
        "lower resolution."
    ),
    "too_many_pages": _("The PDF has more than %(limit)s pages. Please send only what was asked for."),
    "too_complex": _(
        "The PDF is built in too complicated a way. Please print it to a new PDF and send that."
    ),
    "page_size": _("A page of the PDF is larger than any printer's paper. Please scan it again."),
    "photo_only": _("Please send a photo here, as JPEG or PNG."),
    "too_many_pixels": _(
        "The photo has more than %(limit)s million pixels. Please send it in a smaller size."
    ),
}


class FileRefused(DomainError):
    """One file; the sentence says how to mend it. `named`: which, when several were sent."""

    code = "file_refused"

    def __init__(self, code: str, *, named: str = "", **params: Any) -> None:
        words = str(SENTENCES[code] % params if params else SENTENCES[code])
        if named:
            words = f"{named}: {words}"
        super().__init__(words, code=code, errors=[{"path": "file", "code": code, "message": words}])
        self.params = params


class FileTooLarge(FileRefused):
    status = 413

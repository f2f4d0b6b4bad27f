"""Papers and photos of the tests, and cases whose policy asks for papers."""

import io

from PIL import Image

from reopening.models import Application
from reopening.services.documents import Sent
from tests.corpora.pdfs import pdf, stream
from tests.factories import FirmFactory, division, policy_set, ready_application

DEFERRABLE = "signed_original"  # of Wenzhou


def a_pdf(name: str = "盖章承诺书.pdf", mark: str = "1") -> Sent:
    """Different bytes for every `mark`."""
    return Sent(name, pdf({5: stream(mark.encode())}))


def a_photo(name: str = "IMG_0001.JPG", colour: str = "red", size: tuple[int, int] = (64, 48)) -> Sent:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return Sent(name, out.getvalue())


def in_wenzhou(firm=None) -> Application:
    """A draft that lacks nothing but its papers: Wenzhou wants a signed original, which may follow."""
    return ready_application(
        firm or FirmFactory(staff_total=3), policy_set=policy_set("wenzhou-2020-02-12"), opens_in_days=30
    )


def in_yubei(firm=None) -> Application:
    """Yubei wants photos at once, and a record of the training that may follow."""
    division("50", "重庆市", "Chongqing")
    division("5001", "重庆市区", "Chongqing City")
    division("500112", "渝北区", "Yubei District")
    return ready_application(
        firm or FirmFactory(staff_total=3), policy_set=policy_set("chongqing-yubei-2020-02-20"), firm_class=""
    )

"""Photos: measured before they are decoded, then written anew as plain JPEG. Pillow only."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from reopening.document_files import limits
from reopening.document_files.limits import Unacceptable

FORMATS = ["JPEG", "PNG"]  # the only decoders that are asked


@dataclass(frozen=True, slots=True)
class Photo:
    content: bytes
    thumbnail: bytes
    size: tuple[int, int]


def rewritten(data: bytes) -> Photo:
    """
    Upright, at most `LONG_SIDE` long, without metadata.

    :raises Unacceptable: for what is no photo, is damaged, or has too many pixels
    """
    if len(data) > limits.PHOTO_BYTES:
        raise Unacceptable("too_large", limit=limits.PHOTO_BYTES // 2**20)
    Image.MAX_IMAGE_PIXELS = limits.PIXELS
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            _check_pixels(image)
            plain = _plain(image)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except MemoryError as error:
        raise Unacceptable("too_heavy") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Unacceptable("broken") from error
    thumbnail = plain.copy()
    thumbnail.thumbnail((limits.THUMBNAIL_SIDE, limits.THUMBNAIL_SIDE))
    return Photo(
        _jpeg(plain, limits.JPEG_QUALITY),
        _jpeg(thumbnail, limits.THUMBNAIL_QUALITY),
        (plain.width, plain.height),
    )


def _too_many_pixels() -> Unacceptable:
    return Unacceptable("too_many_pixels", limit=limits.PIXELS // 1_000_000)


def _check_pixels(image: Image.Image) -> None:
    """Only the header has been read so far."""
    has_four = len(image.getbands()) > 3 or "transparency" in image.info or image.mode in {"LA", "PA"}
    most = limits.FOUR_CHANNEL_PIXELS if has_four else limits.PIXELS
    if image.width * image.height > most:
        raise _too_many_pixels()


def _plain(image: Image.Image) -> Image.Image:
    """Small first, then upright and without transparency: what costs memory is done on few pixels."""
    side = (limits.LONG_SIDE, limits.LONG_SIDE)
    image.draft("RGB", side)  # a JPEG is decoded at a fraction of its size
    if image.mode in {"P", "1", "I;16", "I"}:
        image = image.convert("RGBA" if "transparency" in image.info else "L" if image.mode != "P" else "RGB")
    image.thumbnail(side, reducing_gap=2.0)
    upright = ImageOps.exif_transpose(image)
    if "A" not in upright.getbands() and "transparency" not in upright.info:
        return upright.convert("RGB")
    paper = Image.new("RGB", upright.size, "white")
    layer = upright.convert("RGBA")
    paper.paste(layer, mask=layer)
    return paper


def _jpeg(image: Image.Image, quality: int) -> bytes:
    bare = Image.new("RGB", image.size)
    bare.paste(image)  # pixels only: no EXIF, no profile, no comment comes along
    out = BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()

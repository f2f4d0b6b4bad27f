"""How the values of a page are set, read from the page as WeasyPrint lays it out: so a layout says it once."""

from dataclasses import dataclass

from core.printing.drawing import laid_out

POINTS = 0.75  # of a pixel of CSS
ALIGNED = {"center": "center", "right": "right", "end": "right"}  # anything else begins at the left


@dataclass(frozen=True)
class Setting:
    """How a value is set. :ivar size: of the type :ivar width: of a line, both in points :ivar align: as `ALIGNED`"""

    family: str
    size: float
    width: float
    align: str = "left"


def settings_in(html: str) -> dict[str, Setting]:
    """The setting of each value, by what its `data-value` calls it; the first of a name counts."""
    from weasyprint.formatting_structure.boxes import BlockContainerBox

    found: dict[str, Setting] = {}
    with laid_out(html) as document:
        for page in document.pages:
            for box in page._page_box.descendants():
                is_made_of_one = isinstance(box, BlockContainerBox) and box.element is not None
                if is_made_of_one and (name := box.element.get("data-value")):
                    style = box.style
                    setting = Setting(
                        style["font_family"][0],
                        style["font_size"] * POINTS,
                        box.width * POINTS,
                        ALIGNED.get(style["text_align_all"], "left"),
                    )
                    found.setdefault(name, setting)
    return found

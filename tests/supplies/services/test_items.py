from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from supplies.models import Item
from supplies.services import items

pytestmark = pytest.mark.django_db
HEAD = (
    "code,name,name_en,unit,kind,use_units,use_per,pack_units,inner_pack_units,loose_allowed,min_shelf_days\n"
)


def test_the_shipped_items_load_and_load_again():
    out = StringIO()
    for _ in range(2):
        call_command("load_items", stdout=out)

    assert out.getvalue() == "7 items are current.\n" * 2
    mask = Item.objects.get(code="mask")
    assert (mask.name, mask.pack_units, mask.inner_pack_units, mask.loose_allowed) == ("口罩", 50, 10, True)


def test_a_changed_line_changes_its_item(tmp_path):
    items.load()
    file = tmp_path / "items.csv"
    file.write_text(HEAD + "mask,口罩,Face masks,piece,consumable,1,1,100,,no,10\n")

    assert items.load(file) == 1
    assert Item.objects.get(code="mask").pack_units == 100
    assert Item.objects.count() == 7


def test_a_wrong_line_loads_nothing(tmp_path):
    file = tmp_path / "items.csv"
    file.write_text(HEAD + "mask,口罩,Masks,barrel,consumable,1,1,100,,no,10\n")

    with pytest.raises(ValidationError):
        items.load(file)

    assert not Item.objects.exists()

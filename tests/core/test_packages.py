"""What the packages name for each other, gathered by the name of a module."""

import pytest
from django.test import modify_settings

from core.packages import modules


@pytest.mark.parametrize(
    ("name", "besides", "found"),
    [
        ("exports", "", ["core", "reopening", "approvals", "supplies"]),
        ("home", "core", ["reopening", "approvals", "supplies"]),
        ("api.urls", "", ["core", "reopening", "approvals", "supplies"]),
        ("firm_timeline", "", ["approvals"]),
        ("commitment_listener", "reopening", ["approvals"]),
        ("something_nobody_names", "", []),
    ],
)
def test_the_modules_of_a_name_come_in_the_order_of_the_packages(name, besides, found):
    made = [module.__name__ for module in modules(name, besides=besides)]

    assert made == [f"{package}.{name}" for package in found]


@modify_settings(INSTALLED_APPS={"remove": ["supplies"]})
def test_a_package_that_is_not_installed_names_nothing():
    assert [module.__name__ for module in modules("on_hand", besides="reopening")] == []

from core.fields import blind_index, blind_index_each, decrypt, encrypt_each

VALUES = ["330106199001011234", "张三", "", "a" * 300, "𠮷"]


def test_many_values_are_sealed_as_one_is():
    sealed = encrypt_each([*VALUES, *VALUES])

    assert [decrypt(each) for each in sealed] == VALUES * 2
    assert len(set(sealed)) == len(sealed)  # two seals of one value differ


def test_many_values_are_hashed_as_one_is():
    assert blind_index_each(VALUES) == [blind_index(value) for value in VALUES]

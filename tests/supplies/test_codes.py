"""One-time hand-over codes."""

from supplies.codes import code_for, matches, new_nonce

KEY = b"k" * 32


def test_a_code_is_six_digits_and_repeats_for_the_same_nonce() -> None:
    nonce = new_nonce()

    code = code_for(nonce, key=KEY)

    assert len(code) == 6
    assert code.isdigit()
    assert code_for(nonce, key=KEY) == code


def test_another_key_or_another_nonce_gives_another_code() -> None:
    nonces = [new_nonce() for _ in range(50)]

    assert len({code_for(nonce, key=KEY) for nonce in nonces}) > 45
    assert sum(code_for(nonce, key=KEY) == code_for(nonce, key=b"other") for nonce in nonces) < 5


def test_typed_spaces_and_hyphens_do_not_count_but_digits_do() -> None:
    nonce = new_nonce()
    code = code_for(nonce, key=KEY)
    wrong = f"{(int(code) + 1) % 10**6:06d}"

    assert matches(f" {code[:3]} {code[3:]} ", nonce, key=KEY)
    assert matches(f"{code[:3]}-{code[3:]}", nonce, key=KEY)
    assert not matches(wrong, nonce, key=KEY)
    assert not matches(code + "0", nonce, key=KEY)
    assert not matches("", nonce, key=KEY)
    assert not matches("\udcff" * 6, nonce, key=KEY)

import pytest

from steelyard.remarks.masking import masked, titled


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write to jane.doe@mail.example please", "write to … please"),
        ("call +44 (0)20 7946 0018 today", "call … today"),
        ("card 4111 1111 1111 1111 charged", "card … charged"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN …"),
        ("order A-10442 is late", "order … is late"),
        ("order AB1234567 is late", "order … is late"),
        ("see https://shop.example/me?id=3", "see …"),
        ("Dear Mr Okonkwo, thank you", "Dear Mr …, thank you"),
        ("Hallo Frau Schmidt-Meyer", "Hallo Frau …"),
        ("my name is Zuleika Dobson", "my name is … …"),
        ("Thanks to Deepak for his help", "Thanks to … for his help"),
        ("waited 45 minutes on 3 days", "waited 45 minutes on 3 days"),
        ("mark my words, it broke", "mark my words, it broke"),
    ],
)
def test_personal_data_are_replaced(text, shown):
    assert masked(text) == shown


def test_known_names_are_replaced_however_they_are_written():
    assert masked("thanks okonkwo", {"okonkwo"}) == "thanks …"


def test_names_after_titles_are_told():
    assert titled("Spoke to Mrs. Featherstone about it") == {"featherstone"}

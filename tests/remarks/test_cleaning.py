import pytest

from steelyard.remarks.cleaning import own_words
from steelyard.remarks.tokens import tokens


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<p>Thank&nbsp;you</p><br>bye", ["thank", "you", "\n", "\n", "bye"]),
        ("All good\n-- \nJane Miller\nCEO", ["all", "good"]),
        ("All good\nOn 3 May 2026, Support wrote:\n> cancel it", ["all", "good"]),
        ("On 3 May 2026, Support wrote:\n> cancel it\n\nAll fine now", ["\n", "all", "fine", "now"]),
        ("mail me@shop.example or www.shop.example/x", ["mail", "or"]),
        ("call 07700 900123 now", ["call", "now"]),
        ("Sooooo GOOOOD!!! 👍", ["soo", "good", "!", "👍"]),
        ("Don't", ["dont"]),
        ("l'ordre n'est", ["l", "ordre", "n", "est"]),
        ("Très déçu", ["tres", "decu"]),
    ],
)
def test_only_the_customers_own_words_are_left(text, left):
    assert tokens(own_words(text)) == left

from steelyard.remarks.terms import terms


def test_words_and_pairs_that_say_what_it_is_about():
    assert terms(["The router menu keeps losing the signal"])[0] >= {"router", "router menu", "losing", "signal"}
    assert "the" not in terms(["the router"])[0]


def test_praise_numbers_and_addresses_are_no_terms():
    assert terms(["Very good, thanks! 4471 a@b.example"])[0] == frozenset()


def test_names_are_no_terms():
    remarks = ["I spoke to Featherstone about my router", "the router, said Featherstone", "Router broken"]
    found = frozenset().union(*terms(remarks))
    assert "featherstone" not in found
    assert "router" in found
    assert "okonkwo" not in terms(["okonkwo was rude"], {"okonkwo"})[0]
    assert "deepak" not in terms(["deepak was rude"])[0]
    assert "quill" not in frozenset().union(*terms(["Dear Mrs Quill", "mrs quill again about the router"]))


def test_what_is_quoted_is_not_counted():
    assert "parcel" not in terms(["router broken\n> your parcel is on its way"])[0]

import pytest

from steelyard.errors import SettingsError
from steelyard.settings.parse import read


def settings(folder, text):
    (folder / "steelyard.toml").write_text(text)
    return read(folder).remarks


def test_languages_and_phrases(tmp_path):
    found = settings(tmp_path, '[remarks]\nlanguages = ["de"]\n[remarks.phrases]\nrefund = "quid back"\n')
    assert found.languages == ("de",)
    assert found.phrases == {"refund": ("quid back",)}
    assert settings(tmp_path, "").languages[0] == "en"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[remarks]\nlanguages = ["nl"]\n', "line 2"),
        ('[remarks.phrases]\nrefunds = ["x"]\n', "refund"),
        ('[remarks.phrases]\nrefund = ["..."]\n', "begin and end with a word"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(tmp_path, text, said):
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, text)
    assert said in str(caught.value)

import numpy as np

from steelyard.remarks import classifier, examples
from steelyard.remarks.classifier import fitted
from steelyard.remarks.examples import LABELS
from steelyard.remarks.tokens import tokens


def test_learning_twice_gives_the_same_and_one_by_one_is_as_together():
    shown = examples.shipped()
    texts = [tokens(text) for text in ("please call me back", "zzz", "Ich möchte kündigen", "")]
    learnt = fitted(shown)
    first, again = learnt.scores(texts), fitted(shown).scores(texts)
    assert np.array_equal(first.labels, again.labels)
    alone = np.vstack([learnt.scores([words]).labels for words in texts[:3]])
    assert np.allclose(alone, first.labels[:3])
    assert np.allclose(first.languages.sum(axis=1), 1)


def test_words_that_speak_for_a_label_are_named():
    learnt = classifier.learnt()
    assert learnt.parts(tokens("please refund the fee"), "refund")[0] == "refund"
    assert LABELS.index("callback") == int(learnt.scores([tokens("call me back")]).labels[0, :6].argmax())

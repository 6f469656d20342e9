"""Rubrics: what evaluators look at, in words, and how points follow; a file each, in the workspace or shipped.

rubrics.of(settings)             id -> Rubric: the workspace's own in the folder `rubrics`, else those shipped
score(rubric, {"tone": 2, ...})  points over points possible
"""

from steelyard.rubrics.model import NOT_APPLICABLE, Criterion, Rubric
from steelyard.rubrics.reading import FOLDER, find, of, read, shipped
from steelyard.rubrics.scoring import Scored, score

__all__ = ["FOLDER", "NOT_APPLICABLE", "Criterion", "Rubric", "Scored", "find", "of", "read", "score", "shipped"]

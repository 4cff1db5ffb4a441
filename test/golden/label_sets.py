"""Shares of labels that iterative stratification leaves, by two implementations of it.

Made with iterative-stratification 0.1.9, scikit-multilearn 0.2.0, scikit-learn 1.9, numpy 2.
Run from the repository's root: python test/golden/label_sets.py
(pip install iterative-stratification; pip install --no-deps scikit-multilearn)

Label sets of 1,500 made-up texts over 14 labels, from common to rare, some of which come together. Each tool divides
them into 80 %, 10 % and 10 %. Noted is how far labels and pairs of labels are from their shares, in texts: the mean and
the largest over all labels and parts, for each seed.
"""

import json
import warnings

import numpy as np
from iterstrat.ml_stratifiers import MultilabelStratifiedShuffleSplit
from skmultilearn.model_selection import IterativeStratification

warnings.filterwarnings("ignore")
TEXTS, LABELS, SEEDS = 1500, 14, 10
rng = np.random.default_rng(3)
share = 0.5 * 0.72 ** np.arange(LABELS)
Y = (rng.random((TEXTS, LABELS)) < share).astype(int)
# Labels 3, 6 and 9 mostly come with the one before them.
for label in (3, 6, 9):
    Y[:, label] = Y[:, label - 1] & (rng.random(TEXTS) < 0.6)
Y[Y.sum(1) == 0, 0] = 1


def pairs():
    """[N, pairs] of labels that come together."""
    columns = [Y[:, a] & Y[:, b] for a in range(LABELS) for b in range(a)]
    return np.stack([column for column in columns if column.sum() > 0], 1)


def off(parts, units):
    """Mean and largest distance from the shares, in texts, given the sizes that the parts have."""
    sizes = np.bincount(parts, minlength=3)
    have = np.stack([units[parts == part].sum(0) for part in range(3)])
    far = np.abs(have - np.outer(sizes / TEXTS, units.sum(0)))
    return [round(float(far.mean()), 4), round(float(far.max()), 4)]


def shuffle_split(seed):
    """Test first, then validation from the rest."""
    parts = np.zeros(TEXTS, int)
    rest, test = next(MultilabelStratifiedShuffleSplit(1, test_size=0.1, random_state=seed).split(Y, Y))
    again = MultilabelStratifiedShuffleSplit(1, test_size=0.1 / 0.9, random_state=seed).split(Y[rest], Y[rest])
    parts[test] = 2
    parts[rest[next(again)[1]]] = 1
    return parts


def order(n):
    """scikit-multilearn's, with n labels as evidence."""

    def split(seed):
        np.random.seed(seed)
        parts = np.zeros(TEXTS, int)
        folds = IterativeStratification(n_splits=3, order=n, sample_distribution_per_fold=[0.8, 0.1, 0.1])
        for part, (_, held) in enumerate(folds.split(Y, Y)):
            parts[held] = part
        return parts

    return split


def at_random(seed):
    return np.random.default_rng(seed).permutation(np.repeat([0, 1, 2], [1200, 150, 150]))


TOOLS = {
    "iterative-stratification": shuffle_split,
    "scikit-multilearn, order 1": order(1),
    "scikit-multilearn, order 2": order(2),
    "random": at_random,
}
result = {"sizes": [1200, 150, 150], "sets": [np.flatnonzero(row).tolist() for row in Y], "tools": {}}
for name, split in TOOLS.items():
    every = [split(seed) for seed in range(SEEDS)]
    result["tools"][name] = {
        "labels": [off(parts, Y) for parts in every],
        "pairs": [off(parts, pairs()) for parts in every],
    }
    print(name, np.mean(result["tools"][name]["labels"], 0), np.mean(result["tools"][name]["pairs"], 0))
with open("test/golden/data/label_sets.json", "w") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")

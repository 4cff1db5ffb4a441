"""Sizes and class counts of scikit-learn's splits, for src/data/split.

Made with scikit-learn 1.9, numpy 2; run from the repository's root:
    python test/golden/split.py
"""

import json
import math

import numpy as np
from sklearn.model_selection import StratifiedShuffleSplit, train_test_split
from sklearn.utils.extmath import _approximate_mode


def sizes():
    """Two calls of train_test_split: test first, then validation as its share of the rest."""
    rng = np.random.RandomState(7)
    cases = [(2507, 0.0, 0.15), (11967, 0.2, 0.16), (100, 0.07, 0.0), (1000, 0.2, 0.16), (3716, 0.1, 0.1)]
    for _ in range(60):
        cases.append((int(rng.randint(20, 50_000)), rng.randint(1, 40) / 100, rng.randint(1, 40) / 100))
    out = []
    for n, test, validation in cases:
        rows = np.arange(n)
        n_test = len(train_test_split(rows, test_size=test, random_state=0)[1]) if test else 0
        # As people write it: 0.16 of all is 0.2 of the remaining 0.8.
        share = float(f"{validation / (1 - test):.12g}")
        n_validation = len(train_test_split(rows[n_test:], test_size=share, random_state=0)[1]) if validation else 0
        out.append({"rows": n, "test": test, "validation": validation, "sizes": [n_validation, n_test]})
    return out


def modes():
    """Class counts whose allocation does not depend on chance: no tie at the last remainder."""
    rng = np.random.RandomState(11)
    out = []
    while len(out) < 40:
        counts = rng.randint(1, 200, size=rng.randint(2, 30))
        draws = int(rng.randint(1, counts.sum()))
        results = {tuple(_approximate_mode(counts, draws, np.random.RandomState(s)).tolist()) for s in range(20)}
        if len(results) == 1:
            out.append({"counts": counts.tolist(), "draws": draws, "mode": list(results.pop())})
    return out


def stratified():
    """Class counts of the held-out part of StratifiedShuffleSplit, where chance does not matter."""
    rng = np.random.RandomState(13)
    out = []
    while len(out) < 20:
        counts = rng.randint(2, 120, size=rng.randint(2, 15))
        share = rng.randint(10, 45) / 100
        if math.ceil(share * counts.sum()) < len(counts):
            continue
        y = np.repeat(np.arange(len(counts)), counts)
        seen = set()
        for seed in range(20):
            _, held = next(StratifiedShuffleSplit(1, test_size=share, random_state=seed).split(y, y))
            seen.add(tuple(np.bincount(y[held], minlength=len(counts)).tolist()))
        if len(seen) == 1:
            out.append({"counts": counts.tolist(), "share": share, "held": list(seen.pop())})
    return out


with open("test/golden/data/split.json", "w") as file:
    json.dump({"sizes": sizes(), "modes": modes(), "stratified": stratified()}, file)
    file.write("\n")

"""Paths of uneven depth, one and several an example: HiClass's scores, distances in the tree, hierarchical P-R areas.

Tools: Python 3, hiclass 5.0.8, networkx 3.6, scikit-learn 1.9.1, numpy.
Run from the repository's root: python test/golden/paths.py
"""

import json

import hiclass.metrics as h
import networkx as nx
import numpy as np
from sklearn.metrics import auc, precision_recall_curve, precision_score, recall_score

rng = np.random.default_rng(5)

# Node ids run level by level; -1 is the root. Branches end at depths 1, 2 and 3.
PARENTS = [-1, -1, -1, 0, 0, 1, 1, 3, 3, 5]
tree = nx.DiGraph([(parent, node) for node, parent in enumerate(PARENTS)])


def path(node):
    node = int(node)
    return [] if node < 0 else path(PARENTS[node]) + [node]


def leveled(paths, depth=3):
    """As HiClass takes them: names, "" where a path ends."""
    return [[str(v) for v in p] + [""] * (depth - len(p)) for p in paths]


def scores(gold, predicted):
    result = {}
    for average, name in [("micro", "hierarchical"), ("macro", "hierarchical_macro")]:
        result[f"{name}_precision"] = h.precision(gold, predicted, average)
        result[f"{name}_recall"] = h.recall(gold, predicted, average)
    result["hierarchical_f1"] = h.f1(gold, predicted, "micro")
    return {k: float(v) for k, v in result.items()}


def lca_depth(a, b):
    return len(path(nx.lowest_common_ancestor(tree, a, b)))


undirected = tree.to_undirected()


def lca(g, p):
    return len(path(g)) - lca_depth(g, p)


def way(g, p):
    return nx.shortest_path_length(undirected, g, p)


def single(n):
    gold, predicted = rng.integers(0, 10, n), rng.integers(0, 10, n)
    same = rng.uniform(size=n) < 0.4
    predicted[same] = gold[same]
    return {
        "gold": [[path(g)] for g in gold],
        "predicted": [[path(p)] for p in predicted],
        "metrics": {
            "path_accuracy": float((gold == predicted).mean()),
            **scores(np.array(leveled(map(path, gold))), np.array(leveled(map(path, predicted)))),
            "lca_distance": float(np.mean([lca(g, p) for g, p in zip(gold, predicted)])),
            "tree_distance": float(np.mean([way(g, p) for g, p in zip(gold, predicted)])),
        },
    }


def several(n):
    ends = lambda: [sorted(rng.choice(10, size=2, replace=False).tolist()) for _ in range(n)]
    gold, predicted = ends(), ends()
    to_array = lambda rows: np.array([leveled(map(path, row)) for row in rows])
    nearest = lambda d, some, others: np.mean([min(d(a, b) for b in others) for a in some])
    return {
        "gold": [[path(v) for v in row] for row in gold],
        "predicted": [[path(v) for v in row] for row in predicted],
        "metrics": {
            "path_accuracy": float(np.mean([g == p for g, p in zip(gold, predicted)])),
            **scores(to_array(gold), to_array(predicted)),
            "lca_distance": float(np.mean([nearest(lca, g, p) for g, p in zip(gold, predicted)])),
            "tree_distance": float(
                np.mean([(nearest(way, g, p) + nearest(way, p, g)) / 2 for g, p in zip(gold, predicted)])
            ),
        },
    }


def example_area(prob, true):
    """All distinct thresholds from precision 1 at recall 0 until every gold node is found, by scikit-learn's scores."""
    points = [(0.0, 1.0)]
    for tau in np.unique(prob)[::-1]:
        said = prob >= tau
        points.append((recall_score(true, said), precision_score(true, said, zero_division=1)))
        if points[-1][0] == 1:
            break
    return auc([r for r, _ in points], [p for _, p in points])


def curve(n, digits):
    conditional = np.round(rng.uniform(0.05, 1, size=(n, 10)), digits)
    probabilities = np.ones((n, 10))
    for node, parent in enumerate(PARENTS):
        probabilities[:, node] = conditional[:, node] * (probabilities[:, parent] if parent >= 0 else 1)
    gold = [sorted(set(path(rng.integers(0, 10)) + path(rng.integers(0, 10)))) for _ in range(n)]
    matrix = np.zeros((n, 10), dtype=int)
    for i, nodes in enumerate(gold):
        matrix[i, nodes] = 1
    precision, recall, _ = precision_recall_curve(matrix.ravel(), probabilities.ravel())
    return {
        "gold": gold,
        "nodeCount": 10,
        "probabilities": probabilities.flatten().tolist(),
        "metrics": {
            "hierarchical_pr_auc": auc(recall, precision),
            "hierarchical_macro_pr_auc": float(np.mean([example_area(p, t) for p, t in zip(probabilities, matrix)])),
        },
    }


result = {"paths": [single(40), several(30)], "curves": [curve(40, 15), curve(30, 1)]}
with open("test/golden/data/paths.json", "w") as file:
    json.dump(result, file)
    file.write("\n")

"""Metrics as scikit-learn and HiClass compute them, degenerate cases included.

Tools: Python 3, scikit-learn 1.9.1, hiclass 5.0.8, numpy.
Run from the repository's root: python test/golden/metrics.py
"""

import json
import warnings

import hiclass
import hiclass.metrics
import numpy as np
import sklearn
from sklearn import metrics as m

warnings.filterwarnings("ignore")
rng = np.random.default_rng(7)


def averages(gold, predicted, labels, kinds):
    result = {}
    for kind in kinds:
        p, r, f, _ = m.precision_recall_fscore_support(gold, predicted, average=kind, labels=labels, zero_division=0)
        result |= {f"{kind}_precision": p, f"{kind}_recall": r, f"{kind}_f1": f}
    return result


def per_label(gold, predicted, labels):
    p, r, f, s = m.precision_recall_fscore_support(gold, predicted, labels=labels, zero_division=0)
    return [dict(label=i, precision=p[i], recall=r[i], f1=f[i], support=int(s[i])) for i in labels]


def multi_class(name, gold, predicted, count, probabilities=None):
    """Averages run over the labels in references or predictions, which is what scikit-learn takes by itself."""
    labels = list(range(count))
    kappa = m.cohen_kappa_score(gold, predicted)
    expected = {
        "accuracy": m.accuracy_score(gold, predicted),
        "balanced_accuracy": m.balanced_accuracy_score(gold, predicted),
        **averages(gold, predicted, None, ["micro", "macro", "weighted"]),
        "mcc": m.matthews_corrcoef(gold, predicted),
        "cohen_kappa": 0.0 if np.isnan(kappa) else kappa,
    }
    if probabilities is not None:
        expected["log_loss"] = m.log_loss(gold, probabilities, labels=labels)
        for k in (3, 5):
            if k < count:
                expected[f"top_{k}_accuracy"] = m.top_k_accuracy_score(gold, probabilities, k=k, labels=labels)
    return {
        "name": name,
        "labelCount": count,
        "gold": list(map(int, gold)),
        "predicted": list(map(int, predicted)),
        "probabilities": None if probabilities is None else probabilities.flatten().tolist(),
        "confusion": m.confusion_matrix(gold, predicted, labels=labels).flatten().tolist(),
        "metrics": expected,
        "per_label": per_label(gold, predicted, labels),
    }


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def drawn(n, count, skill, skew=1.0):
    share = np.arange(1, count + 1) ** -skew
    gold = rng.choice(count, n, p=share / share.sum())
    probabilities = softmax(rng.normal(size=(n, count)) + skill * np.eye(count)[gold])
    return gold, probabilities.argmax(1), count, probabilities


certain = np.array([[1.0, 0, 0, 0], [0, 1.0, 0, 0], [0.5, 0.5, 0, 0], [0.25, 0.25, 0.25, 0.25]])
multi_class_cases = [
    multi_class("twelve labels, skewed", *drawn(150, 12, 2.0)),
    multi_class("two labels", *drawn(60, 2, 1.0)),
    multi_class("labels that don't occur", [0, 2, 2, 5, 5, 5], [0, 2, 0, 5, 3, 5], 8),
    multi_class("only one label predicted", [0, 1, 2, 1, 1], [1, 1, 1, 1, 1], 3),
    multi_class("only one label meant", [1, 1, 1, 1], [0, 1, 2, 1], 3),
    multi_class("all of one label", [1, 1, 1], [1, 1, 1], 3),
    multi_class("all wrong", [0, 1, 2], [1, 2, 0], 3),
    multi_class("all right", [0, 1, 2, 2], [0, 1, 2, 2], 3),
    multi_class("one example", [0], [1], 2),
    multi_class("ties and probabilities of 0 and 1", [0, 0, 1, 2], [0, 1, 0, 0], 4, certain),
]


def indicator(sets, count):
    matrix = np.zeros((len(sets), count), int)
    for i, ids in enumerate(sets):
        matrix[i, ids] = 1
    return matrix


def shares_at(gold, scores, k):
    order = np.argsort(-scores, axis=1, kind="stable")
    return np.array([gold[i, order[i, : k[i]]].sum() / k[i] for i in range(len(gold))])


def multi_label(name, gold_sets, predicted_sets, count, scores=None):
    gold, predicted = indicator(gold_sets, count), indicator(predicted_sets, count)
    labels = list(range(count))
    occurring = [i for i in labels if gold[:, i].any() or predicted[:, i].any()]
    expected = {
        "subset_accuracy": m.accuracy_score(gold, predicted),
        "hamming_loss": m.hamming_loss(gold, predicted),
        **averages(gold, predicted, occurring, ["micro", "macro", "weighted"]),
        **averages(gold, predicted, None, ["samples"]),
    }
    rows = per_label(gold, predicted, labels)
    if scores is not None:
        both = [i for i in labels if 0 < gold[:, i].sum() < len(gold)]
        some = [i for i in labels if gold[:, i].any()]
        for kind in ("micro", "macro", "weighted"):
            cut = (lambda a, of: a) if kind == "micro" else (lambda a, of: a[:, of])
            expected[f"{kind}_roc_auc"] = m.roc_auc_score(cut(gold, both), cut(scores, both), average=kind)
            expected[f"{kind}_average_precision"] = m.average_precision_score(cut(gold, some), cut(scores, some), average=kind)
        for i in both:
            rows[i]["roc_auc"] = m.roc_auc_score(gold[:, i], scores[:, i])
        for i in some:
            rows[i]["average_precision"] = m.average_precision_score(gold[:, i], scores[:, i])
        expected["coverage_error"] = m.coverage_error(gold, scores)
        expected["ranking_average_precision"] = m.label_ranking_average_precision_score(gold, scores)
        sizes = gold.sum(1)
        expected["r_precision"] = shares_at(gold[sizes > 0], scores[sizes > 0], sizes[sizes > 0]).mean()
        for k in (1, 3, 5):
            if k <= count:
                expected[f"precision_at_{k}"] = shares_at(gold, scores, [k] * len(gold)).mean()
    return {
        "name": name,
        "labelCount": count,
        "gold": [list(map(int, ids)) for ids in gold_sets],
        "predicted": [list(map(int, ids)) for ids in predicted_sets],
        "scores": None if scores is None else scores.flatten().tolist(),
        "metrics": expected,
        "per_label": rows,
    }


def drawn_sets(n, count, decimals=None):
    gold = rng.random((n, count)) < rng.random(count) * 0.5
    scores = 1 / (1 + np.exp(-(rng.normal(size=(n, count)) + 2.0 * gold - 1)))
    scores = scores if decimals is None else scores.round(decimals)
    return [np.flatnonzero(row) for row in gold], [np.flatnonzero(row) for row in scores > 0.5], count, scores


multi_label_cases = [
    multi_label("eight labels", *drawn_sets(80, 8)),
    multi_label("many ties", *drawn_sets(60, 6, decimals=1)),
    multi_label(
        "empty sets, a label never meant, one always, one nowhere",
        [[0], [], [0, 1], [1], []],
        [[0], [], [0, 2], [], [1]],
        4,
    ),
    multi_label(
        "a label never meant, one always, an empty set and a full one",
        [[0, 3], [3], [0, 1, 3], [1, 3], [3]],
        [[0], [], [0, 2], [], [1]],
        4,
        rng.random((5, 4)).round(1),
    ),
]


def hierarchical(name, levels, parents):
    """`levels`: (gold, predicted, classes) of each; names of nodes differ from level to level, "" is no node."""
    named = lambda side: [
        [f"{depth}:{level[side][i]}" if level[side][i] >= 0 else "" for depth, level in enumerate(levels)]
        for i in range(len(levels[0][0]))
    ]
    gold, predicted = named(0), named(1)
    leaf = lambda path: [node for node in path if node][-1]
    leaves = [leaf(path) for path in gold], [leaf(path) for path in predicted]
    expected = {
        "accuracy": m.accuracy_score(*leaves),
        **averages(*leaves, None, ["micro", "macro", "weighted"]),
        "mcc": m.matthews_corrcoef(*leaves),
        "path_accuracy": float(np.mean([g == p for g, p in zip(gold, predicted)])),
    }
    for kind, prefix in (("micro", "hierarchical"), ("macro", "hierarchical_macro")):
        for of in ("precision", "recall", "f1"):
            expected[f"{prefix}_{of}"] = float(getattr(hiclass.metrics, of)(np.array(gold), np.array(predicted), average=kind))
    links = [
        parents[depth][level[1][i]] == levels[depth - 1][1][i]
        for depth, level in enumerate(levels)
        if depth > 0
        for i in range(len(level[1]))
        if level[1][i] >= 0
    ]
    expected["consistency_rate"] = float(np.mean(links))
    return {
        "name": name,
        "levels": [
            {"gold": list(map(int, g)), "predicted": list(map(int, p)), "labelCount": count, "parents": parents[depth]}
            for depth, (g, p, count) in enumerate(levels)
        ],
        "metrics": expected,
    }


def drawn_paths(n):
    middle, bottom = [0, 0, 1, 1, 1, 2], [0, 0, 1, 2, 2, 3, 4, 5, 5, 5]
    gold3 = rng.integers(0, 10, n)
    gold2 = np.array(bottom)[gold3]
    gold1 = np.array(middle)[gold2]
    noisy = lambda gold, count: np.where(rng.random(n) < 0.6, gold, rng.integers(0, count, n))
    levels = [(gold1, noisy(gold1, 3), 3), (gold2, noisy(gold2, 6), 6), (gold3, noisy(gold3, 10), 10)]
    return levels, [None, middle, bottom]


hierarchical_cases = [
    hierarchical("three levels, independent", *drawn_paths(100)),
    hierarchical("nothing right", [([0, 1], [1, 0], 2), ([0, 3], [2, 0], 4)], [None, [0, 0, 1, 1]]),
    hierarchical("uneven depth", [([0, 1, 1, 0], [0, 1, 0, 0], 2), ([0, -1, 3, 1], [0, 2, -1, -1], 4)], [None, [0, 0, 1, 1]]),
]

with open("test/golden/data/metrics.json", "w") as file:
    tool = f"scikit-learn {sklearn.__version__}, numpy {np.__version__}"
    cases = {"multiClass": multi_class_cases, "multiLabel": multi_label_cases, "hierarchical": hierarchical_cases}
    json.dump({"tool": tool, **cases}, file)
    file.write("\n")

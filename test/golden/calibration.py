"""Calibration, Brier loss, risk and coverage, and AUROC, as scikit-learn and plain numpy compute them.

Tools: Python 3, scikit-learn 1.9.1, numpy.
Run from the repository's root: python test/golden/calibration.py
"""

import json

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

rng = np.random.default_rng(11)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def width_error(conf, hit, bins):
    """Guo et al. 2017, eq. 3, bins (lower, upper]; the bin means are also held against scikit-learn's curve."""
    edges = np.linspace(0, 1, bins + 1)
    index = np.searchsorted(edges[1:-1], conf)
    error, rows = 0.0, []
    for b in range(bins):
        mask = index == b
        if mask.any():
            rows.append([int(mask.sum()), conf[mask].mean(), hit[mask].mean()])
            error += mask.mean() * abs(conf[mask].mean() - hit[mask].mean())
    true, promised = calibration_curve(hit, conf, n_bins=bins)
    assert np.allclose(true, [r[2] for r in rows]) and np.allclose(promised, [r[1] for r in rows])
    return error, rows


def mass_error(conf, hit, bins):
    order = np.argsort(conf)
    bounds = np.floor(np.arange(bins + 1) * len(conf) / bins).astype(int)
    return sum(
        (hi - lo) / len(conf) * abs(conf[order[lo:hi]].mean() - hit[order[lo:hi]].mean())
        for lo, hi in zip(bounds[:-1], bounds[1:])
        if hi > lo
    )


def aurc(conf, right):
    wrong = 1 - right[np.argsort(-conf)]
    return (np.cumsum(wrong) / np.arange(1, len(wrong) + 1)).mean()


def multi_class(n, labels, bins):
    logits = rng.normal(size=(n, labels)) * 2
    p = softmax(logits)
    gold = np.array([rng.choice(labels, p=softmax(l[None] / 2)[0]) for l in logits])
    conf, right = p.max(axis=1), (p.argmax(axis=1) == gold).astype(float)
    ece, rows = width_error(conf, right, bins)
    classwise = np.mean([width_error(p[:, k], (gold == k).astype(float), bins)[0] for k in range(labels)])
    return {
        "labelCount": labels,
        "bins": bins,
        "gold": gold.tolist(),
        "probabilities": p.flatten().tolist(),
        "curve": rows,
        "metrics": {
            "expected_calibration_error": ece,
            "equal_mass_calibration_error": mass_error(conf, right, bins),
            "classwise_calibration_error": classwise,
            "brier_loss": m.brier_score_loss(gold, p, labels=list(range(labels)), scale_by_half=False),
        },
        "aurc": aurc(conf, right),
    }


def multi_label(n, labels, bins):
    p = rng.uniform(size=(n, labels))
    gold = (rng.uniform(size=p.shape) < p**1.5).astype(int)
    return {
        "labelCount": labels,
        "bins": bins,
        "gold": [np.flatnonzero(row).tolist() for row in gold],
        "probabilities": p.flatten().tolist(),
        "brier": [m.brier_score_loss(gold[:, k], p[:, k]) for k in range(labels)],
        "metrics": {
            "expected_calibration_error": width_error(p.ravel(), gold.ravel(), bins)[0],
            "equal_mass_calibration_error": mass_error(p.ravel(), gold.ravel(), bins),
            "classwise_calibration_error": np.mean([width_error(p[:, k], gold[:, k], bins)[0] for k in range(labels)]),
            "brier_loss": np.mean([m.brier_score_loss(gold[:, k], p[:, k]) for k in range(labels)]),
        },
    }


inside, outside = np.round(rng.beta(4, 2, 60), 2), np.round(rng.beta(2, 3, 40), 2)
result = {
    "multiClass": [multi_class(200, 4, 15), multi_class(60, 3, 10)],
    "multiLabel": [multi_label(80, 5, 10)],
    "auroc": {
        "inside": inside.tolist(),
        "outside": outside.tolist(),
        "value": m.roc_auc_score([1] * 60 + [0] * 40, np.concatenate([inside, outside])),
    },
}
with open("test/golden/data/calibration.json", "w") as file:
    json.dump(result, file)
    file.write("\n")

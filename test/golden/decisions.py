"""Temperature and vector scaling at their optimum, and conformal sets, as PyTorch, scipy and numpy find them.

Tools: Python 3, PyTorch 2.13.0 (CPU), scipy 1.17.1, numpy.
Run from the repository's root: python test/golden/decisions.py
"""

import json

import numpy as np
import torch
import torch.nn.functional as F
from scipy.optimize import minimize_scalar

rng = np.random.default_rng(17)
torch.set_default_dtype(torch.float64)


def loss_of(kind, groups):
    if kind == "sigmoid":
        return lambda z, y: F.binary_cross_entropy_with_logits(z, y, reduction="sum")
    if groups is None:
        return lambda z, y: F.cross_entropy(z, y, reduction="sum", ignore_index=-1)
    groups = torch.tensor(groups)

    def grouped(z, y):
        total = 0
        for row, gold in zip(z, y):
            if gold >= 0:
                total = total + torch.logsumexp(row[groups == groups[gold]], 0) - row[gold]
        return total

    return grouped


def temperature(z, y, loss):
    def at(log_t):
        return float(loss(z / np.exp(log_t), y))

    return float(np.exp(minimize_scalar(at, bounds=(-3, 3), method="bounded", options={"xatol": 1e-10}).x))


def vector(z, y, loss):
    """With a normal prior of variance 1 around the identity."""
    w = torch.ones(z.shape[1], requires_grad=True)
    b = torch.zeros(z.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [w, b], max_iter=2000, tolerance_grad=1e-12, tolerance_change=1e-16, line_search_fn="strong_wolfe"
    )

    def closure():
        optimizer.zero_grad()
        value = loss(z * w + b, y) + ((w - 1) ** 2).sum() / 2 + (b**2).sum() / 2
        value.backward()
        return value

    for _ in range(5):
        optimizer.step(closure)
    return w.tolist(), b.tolist()


def case(name, kind, n, size, sharpness, groups=None):
    truth = rng.normal(size=(n, size)) * 1.5
    logits = np.float32(truth * sharpness + rng.normal(size=size) * 0.5)
    if kind == "sigmoid":
        targets = (rng.uniform(size=truth.shape) < 1 / (1 + np.exp(-truth))).astype(int)
    else:
        targets = np.empty(n, dtype=int)
        for i, row in enumerate(truth):
            among = np.arange(size) if groups is None else np.flatnonzero(np.array(groups) == rng.integers(0, max(groups) + 1))
            p = np.exp(row[among])
            targets[i] = -1 if i % 17 == 3 else rng.choice(among, p=p / p.sum())
    # Saved with six digits: the optimum is that of the saved ones, read back as float32.
    logits = np.round(logits.astype(float), 6)
    z = torch.tensor(logits).float().double()
    y = torch.tensor(targets if kind == "softmax" else targets.astype(float))
    loss = loss_of(kind, groups)
    scale, bias = vector(z, y, loss)
    return {
        "name": name,
        "kind": kind,
        "size": size,
        **({} if groups is None else {"groups": groups}),
        "logits": logits.flatten().tolist(),
        "targets": targets.flatten().tolist(),
        "temperature": temperature(z, y, loss),
        "scale": scale,
        "bias": bias,
    }


def sets(alpha, method, randomised=False, n=120, size=5):
    z = rng.normal(size=(n, size)) * 2
    p = np.round(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), 6)
    gold = np.array([rng.choice(size, p=row / row.sum()) for row in p])
    order = np.argsort(-p, axis=1, kind="stable")
    totals = np.empty_like(p)
    np.put_along_axis(totals, order, np.cumsum(np.take_along_axis(p, order, 1), axis=1), 1)
    uniforms = np.round(rng.uniform(size=n), 6) if randomised else np.ones(n)
    scores = 1 - p if method == "lac" else totals - (1 - uniforms[:, None]) * p
    own = scores[np.arange(n), gold][:80]
    quantile = np.quantile(own, np.ceil(81 * (1 - alpha)) / 80, method="inverted_cdf")
    chosen = [sorted(set(np.flatnonzero(s <= quantile)) | {int(o[0])}) for s, o in zip(scores[80:], order[80:])]
    return {
        "alpha": alpha,
        "method": method,
        "labelCount": size,
        "calibrated": 80,
        "gold": gold.tolist(),
        "probabilities": p.flatten().tolist(),
        "uniforms": uniforms.tolist() if randomised else None,
        "quantile": float(quantile),
        "sets": [[int(v) for v in row] for row in chosen],
    }


result = {
    "calibration": [
        case("overconfident classes", "softmax", 160, 5, 2.5),
        case("underconfident classes", "softmax", 120, 3, 0.4),
        case("overconfident labels", "sigmoid", 120, 4, 2.0),
        case("siblings", "softmax", 140, 6, 2.0, [0, 0, 1, 1, 1, 0]),
    ],
    "sets": [sets(0.1, "lac"), sets(0.25, "lac"), sets(0.1, "aps"), sets(0.25, "aps"), sets(0.2, "aps", True)],
}
with open("test/golden/data/decisions.json", "w") as file:
    json.dump(result, file)
    file.write("\n")

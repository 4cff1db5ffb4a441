"""PyTorch's losses and layer norm with their gradients, in float64; the focal losses by their formulas in autograd. A
grouped softmax is PyTorch's over the logits of the target's group alone.

Tools: Python 3, torch 2.13.0.
Run from the repository's root: python test/golden/losses.py
"""

import json

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)

TEXTS, LABELS, WIDTH = 6, 4, 5
CLASS_WEIGHTS = [0.5, 2.0, 1.0, 3.0]
POSITIVE_WEIGHTS = [3.0, 0.5, 1.0, 8.0]


def flat(tensor):
    return tensor.detach().flatten().tolist()


def softmax_case(logits, targets, options):
    """Means, as PyTorch gives them: over the sum of the targets' weights. A target of -1 is left out."""
    x = logits.clone().requires_grad_()
    weights = torch.tensor(options["classWeights"]) if "classWeights" in options else None
    gamma = options.get("focalGamma", 0)
    if gamma == 0:
        smoothing = options.get("labelSmoothing", 0.0)
        loss = F.cross_entropy(x, targets, weight=weights, label_smoothing=smoothing, ignore_index=-1)
    else:
        # Lin et al. 2017, eq. 5: -a_t (1 - p_t)^gamma log p_t
        kept = targets >= 0
        p = F.softmax(x[kept], dim=1).gather(1, targets[kept, None])[:, 0]
        a = torch.ones(LABELS) if weights is None else weights
        alpha = a[targets[kept]]
        loss = (-alpha * (1 - p) ** gamma * p.log()).sum() / alpha.sum()
    loss.backward()
    return {"options": options, "loss": loss.item(), "gradient": flat(x.grad)}


def grouped_case(logits, targets, groups, options):
    """The mean over the sum of the targets' weights; each row by itself, over the columns of its target's group."""
    x = logits.clone().requires_grad_()
    weights = torch.tensor(options.get("classWeights", [1.0] * LABELS))
    total, summed = 0.0, 0.0
    for row, target in enumerate(targets.tolist()):
        if target < 0:
            continue
        siblings = [label for label in range(LABELS) if groups[label] == groups[target]]
        own, place = x[row, siblings], torch.tensor(siblings.index(target))
        if "focalGamma" in options:
            p = F.softmax(own, dim=0)[place]
            loss = -weights[target] * (1 - p).clamp_min(0) ** options["focalGamma"] * p.log()
        else:
            smoothing = options.get("labelSmoothing", 0.0)
            loss = F.cross_entropy(own, place, weight=weights[siblings], label_smoothing=smoothing, reduction="sum")
        summed, total = summed + loss, total + weights[target].item()
    (summed / total).backward()
    return {"options": {**options, "groups": groups}, "loss": (summed / total).item(), "gradient": flat(x.grad)}


def sigmoid_case(logits, targets, options, counted=None):
    """Sums."""
    x = logits.clone().requires_grad_()
    mask = torch.ones_like(targets) if counted is None else counted
    weights = torch.tensor(options["positiveWeights"]) if "positiveWeights" in options else None
    gamma = options.get("focalGamma", 0)
    if gamma == 0:
        loss = F.binary_cross_entropy_with_logits(x, targets, weight=mask, pos_weight=weights, reduction="sum")
    else:
        p = torch.sigmoid(x)
        a = torch.ones(LABELS) if weights is None else weights
        yes = -a * targets * (1 - p) ** gamma * p.log()
        no = -(1 - targets) * p**gamma * (1 - p).log()
        loss = ((yes + no) * mask).sum()
    loss.backward()
    return {"options": options, "loss": loss.item(), "gradient": flat(x.grad)}


def layer_norm_case():
    x = (3 * torch.randn(TEXTS, WIDTH) + 2).requires_grad_()
    weight, bias = torch.randn(WIDTH, requires_grad=True), torch.randn(WIDTH, requires_grad=True)
    y = F.layer_norm(x, (WIDTH,), weight, bias, eps=1e-5)
    of_y = torch.randn_like(y)
    (y * of_y).sum().backward()
    values = {"x": x, "weight": weight, "bias": bias, "ofY": of_y, "y": y}
    grads = {"x": flat(x.grad), "weight": flat(weight.grad), "bias": flat(bias.grad)}
    return {**{name: flat(value) for name, value in values.items()}, "gradients": grads}


softmax_logits = 3 * torch.randn(TEXTS, LABELS)
softmax_targets = torch.tensor([0, 3, 1, -1, 2, 3])
softmax_options = [
    {},
    {"classWeights": CLASS_WEIGHTS},
    {"labelSmoothing": 0.1},
    {"classWeights": CLASS_WEIGHTS, "labelSmoothing": 0.3},
    {"focalGamma": 2},
    {"focalGamma": 0.5, "classWeights": CLASS_WEIGHTS},
]

sigmoid_logits = 3 * torch.randn(TEXTS, LABELS)
sigmoid_logits[0, 0] = 0.0  # PyTorch's slope at 0 is the right one
sigmoid_logits[0, 1] = 0.0
sigmoid_logits[1, 0] = 40.0
sigmoid_logits[1, 1] = -40.0
sigmoid_targets = (torch.rand(TEXTS, LABELS) < 0.4).double()
sigmoid_targets[0, 0], sigmoid_targets[0, 1] = 1.0, 0.0
plain_logits = sigmoid_logits.clamp(-9, 9)  # the formula with log(1 - p) is exact to rounding only far from 0 and 1
sigmoid_options = [{}, {"positiveWeights": POSITIVE_WEIGHTS}]
focal_options = [{"focalGamma": 2}, {"focalGamma": 1.5, "positiveWeights": POSITIVE_WEIGHTS}]

layer_norm = layer_norm_case()

GROUPS = [0, 1, 0, 2]
grouped_logits = 3 * torch.randn(TEXTS, LABELS)
grouped_options = [
    {},
    {"classWeights": CLASS_WEIGHTS},
    {"labelSmoothing": 0.1},
    {"classWeights": CLASS_WEIGHTS, "labelSmoothing": 0.3},
    {"focalGamma": 2, "classWeights": CLASS_WEIGHTS},
]
counted = (torch.rand(TEXTS, LABELS) < 0.6).double()

result = {
    "torch": torch.__version__,
    "labels": LABELS,
    "softmax": {
        "logits": flat(softmax_logits),
        "targets": softmax_targets.tolist(),
        "cases": [softmax_case(softmax_logits, softmax_targets, options) for options in softmax_options],
    },
    "grouped": {
        "logits": flat(grouped_logits),
        "targets": softmax_targets.tolist(),
        "cases": [
            grouped_case(grouped_logits, softmax_targets, groups, options)
            for groups in (GROUPS, [0] * LABELS)
            for options in grouped_options
        ],
    },
    "masked": {
        "logits": flat(plain_logits),
        "targets": flat(sigmoid_targets),
        "counted": flat(counted),
        "cases": [
            sigmoid_case(plain_logits, sigmoid_targets, options, counted)
            for options in sigmoid_options + focal_options
        ],
    },
    "sigmoid": [
        {
            "logits": flat(logits),
            "targets": flat(sigmoid_targets),
            "cases": [sigmoid_case(logits, sigmoid_targets, option) for option in options],
        }
        for logits, options in ((sigmoid_logits, sigmoid_options), (plain_logits, focal_options))
    ],
    "layerNorm": layer_norm,
}
with open("test/golden/data/losses.json", "w", encoding="utf-8") as file:
    json.dump(result, file, separators=(",", ":"))

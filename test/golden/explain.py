"""Explanations by PyTorch's autograd: integrated gradients, gradient × input, attention rollout; Gauss–Legendre points.

The tiny classifiers are those of encoders.py, and a bidirectional LSTM with attention pooling; weights follow from their
names by its formula. All is computed in float64, without dropout, one text at a time. Rank correlations are SciPy's.
Tools: Python 3, torch 2.13.0, transformers 5.23.0, numpy 2, scipy 1.
Run from the repository's root: python test/golden/explain.py
"""

import json

import numpy as np
import scipy.stats
import torch
import transformers
from encoders import LABELS, batch, cases, rounded, set_weights, uniform

WORDS, EMBEDDING, HIDDEN = 12, 6, 5
TARGET = 2
RULES = {"midpoint": 20, "gauss_legendre": 8}


def points(rule, steps):
    if rule == "midpoint":
        return (np.arange(steps) + 0.5) / steps, np.full(steps, 1 / steps)
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    return (nodes + 1) / 2, weights / 2


def gradient(score, x):
    x = x.clone().requires_grad_(True)
    score(x).backward()
    return x.grad


def integrated(score, x, start, rule):
    alphas, weights = points(rule, RULES[rule])
    total = sum(w * gradient(score, start + a * (x - start)) for a, w in zip(alphas, weights))
    return ((x - start) * total).sum(-1)


def explain(score, x, start):
    with torch.no_grad():
        scores = {"score": score(x).item(), "baseline_score": score(start).item()}
    return {
        **scores,
        "gradient_x_input": rounded((x * gradient(score, x)).sum(-1).numpy()),
        "integrated_gradients": {rule: rounded(integrated(score, x, start, rule).detach().numpy()) for rule in RULES},
    }


def rollout(attentions):
    """Abnar & Zuidema 2020, section 3: half attention, half identity, a product over the layers."""
    result = None
    for layer in attentions:
        mean = layer[0].mean(0)
        mixed = 0.5 * mean + 0.5 * torch.eye(len(mean), dtype=mean.dtype)
        result = mixed if result is None else mixed @ result
    return rounded(result.detach().numpy())


def bert(name):
    config = cases[name]
    config.num_labels = LABELS
    config._attn_implementation = "eager"
    model = transformers.AutoModelForSequenceClassification.from_config(config).double().eval()
    set_weights(model)
    ids = batch(0, config.pad_token_id)["input_ids"][1:2]
    x = model.get_input_embeddings()(ids).detach()
    pad = model.get_input_embeddings()(torch.full_like(ids, config.pad_token_id)).detach()
    score = lambda rows: model(inputs_embeds=rows).logits[0, TARGET]
    attentions = model(inputs_embeds=x, output_attentions=True).attentions
    return {
        "config": json.loads(config.to_json_string(use_diff=False)),
        "ids": ids[0].tolist(),
        "zero": explain(lambda rows: score(rows[None]), x[0], torch.zeros_like(x[0])),
        "pad": explain(lambda rows: score(rows[None]), x[0], pad[0]),
        "attentions": [rounded(layer[0].detach().numpy()) for layer in attentions],
        "rollout": rollout(attentions),
    }


def weight(name, *shape):
    values = 0.3 * uniform(name, int(np.prod(shape)))
    return torch.from_numpy(values.astype(np.float32).astype(np.float64)).reshape(shape)


def bilstm():
    table = weight("embedding.weight", WORDS, EMBEDDING)
    lstm = torch.nn.LSTM(EMBEDDING, HIDDEN, bidirectional=True).double()
    for suffix in ("_l0", "_l0_reverse"):
        for kind, width in (("ih", EMBEDDING), ("hh", HIDDEN)):
            getattr(lstm, f"weight_{kind}{suffix}").data = 4 * weight(f"lstm.weight_{kind}{suffix}", 4 * HIDDEN, width)
        getattr(lstm, f"bias_ih{suffix}").data = 4 * weight(f"lstm.bias{suffix}", 4 * HIDDEN)
        getattr(lstm, f"bias_hh{suffix}").data = torch.zeros(4 * HIDDEN).double()
    scorer = 4 * weight("attention.score.weight", 1, 2 * HIDDEN)
    head, bias = weight("heads.label.weight", LABELS, 2 * HIDDEN), weight("heads.label.bias", LABELS)
    ids = torch.tensor([3, 7, 2, 9, 11, 5])

    def attend(rows):
        states, _ = lstm(rows)
        return states, torch.softmax(states @ scorer[0], 0)

    def score(rows):
        states, weights = attend(rows)
        return (weights @ states) @ head[TARGET] + bias[TARGET]

    x = table[ids]
    return {
        "words": WORDS,
        "embedding": EMBEDDING,
        "hidden": HIDDEN,
        "ids": ids.tolist(),
        "zero": explain(score, x, torch.zeros_like(x)),
        "pad": explain(score, x, table[torch.zeros_like(ids)]),
        "attention": rounded(attend(x)[1].detach().numpy()),
    }


def ranks():
    rng = np.random.default_rng(5)
    first = rng.integers(0, 6, 15)
    second = first + rng.integers(0, 5, 15)
    return {
        "first": first.tolist(),
        "second": second.tolist(),
        "spearman": scipy.stats.spearmanr(first, second).statistic,
        "kendall": scipy.stats.kendalltau(first, second).statistic,
    }


if __name__ == "__main__":
    nodes, weights = points("gauss_legendre", 7)
    result = {
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "target": TARGET,
        "steps": RULES,
        "bert": bert("bert"),
        "electra": bert("electra"),
        "bilstm": bilstm(),
        "ranks": ranks(),
        "gauss_legendre": {"points": rounded(nodes), "weights": rounded(weights)},
    }
    with open("test/golden/data/explain.json", "w", encoding="utf-8") as file:
        json.dump(result, file, separators=(",", ":"))

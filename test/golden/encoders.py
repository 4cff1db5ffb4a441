"""Hugging Face's classifiers of the BERT family, tiny ones: names, outputs, gradients, and ten steps of AdamW.

Weights follow from their names by a formula that the test has as well, so that they need not be stored. All is computed
in float64, without dropout, over padded batches.
Tools: Python 3, torch 2.13.0, transformers 5.23.0.
Run from the repository's root: python test/golden/encoders.py
"""

import json
import math

import numpy as np
import torch
import transformers

VOCABULARY, HIDDEN, HEADS, INNER, LAYERS, LABELS = 40, 16, 2, 24, 2, 3
STEPS, WARMUP, LEARNING_RATE, WEIGHT_DECAY, CLIP = 10, 2, 1e-3, 0.01, 1.0
LENGTHS = [[5, 8, 1], [4, 2, 6]]
TARGETS = [[2, 0, 1], [1, 1, 0]]
MASK = 0xFFFFFFFF

bert_like = {
    "vocab_size": VOCABULARY,
    "hidden_size": HIDDEN,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
    "intermediate_size": INNER,
    "max_position_embeddings": 12,
    "type_vocab_size": 2,
}
cases = {
    "bert": transformers.BertConfig(**bert_like),
    "bert-tanh": transformers.BertConfig(**{**bert_like, "num_hidden_layers": 1}, hidden_act="gelu_new", layer_norm_eps=1e-5),
    "distilbert": transformers.DistilBertConfig(
        vocab_size=VOCABULARY, dim=HIDDEN, n_layers=LAYERS, n_heads=HEADS, hidden_dim=INNER, max_position_embeddings=12
    ),
    "roberta": transformers.RobertaConfig(**{**bert_like, "type_vocab_size": 1, "layer_norm_eps": 1e-5}),
    "xlm-roberta": transformers.XLMRobertaConfig(**{**bert_like, "type_vocab_size": 1, "num_hidden_layers": 1}, layer_norm_eps=1e-5),
    "electra": transformers.ElectraConfig(**bert_like, embedding_size=8),
}


def hash_name(name):
    """FNV-1a, 32 bits."""
    value = 2166136261
    for byte in name.encode():
        value = ((value ^ byte) * 16777619) & MASK
    return value


def uniform(name, count):
    """Numbers in [-1, 1): a hash of name and position."""
    x = (np.arange(1, count + 1, dtype=np.uint64) * 2654435761) & MASK
    x ^= hash_name(name)
    x ^= x >> 15
    x = (x * 2246822519) & MASK
    x ^= x >> 13
    x = (x * 3266489917) & MASK
    x ^= x >> 16
    return x.astype(np.float64) / 2**31 - 1


def set_weights(model):
    for name, weight in model.named_parameters():
        is_norm = name.lower().endswith(("layernorm.weight", "layer_norm.weight"))
        values = 0.3 * uniform(name, weight.numel()) + (1 if is_norm else 0)
        weight.data.copy_(torch.from_numpy(values.astype(np.float32)).reshape(weight.shape))


def batch(number, pad):
    """Ids, mask and labels of a batch; ids from 3 on, so that no token is padding or special."""
    lengths = LENGTHS[number]
    ids = np.full((len(lengths), max(lengths)), pad)
    for row, length in enumerate(lengths):
        ids[row, :length] = [3 + (7 * number + 11 * row + 5 * step) % (VOCABULARY - 3) for step in range(length)]
    mask = np.arange(max(lengths))[None, :] < np.array(lengths)[:, None]
    return {
        "input_ids": torch.tensor(ids),
        "attention_mask": torch.tensor(mask).long(),
        "labels": torch.tensor(TARGETS[number]),
    }


def rounded(values):
    return [float(f"{value:.11g}") for value in np.asarray(values, dtype=np.float64).flatten()]


def flat(tensor):
    return rounded(tensor.detach().numpy())


def train(model, batches):
    """Ten steps as the Trainer makes them: no decay on biases and norms, clipping, linear schedule with warm-up."""
    plain = [w for name, w in model.named_parameters() if name.endswith("bias") or "norm" in name.lower()]
    decayed = [w for name, w in model.named_parameters() if not (name.endswith("bias") or "norm" in name.lower())]
    groups = [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=LEARNING_RATE)
    schedule = transformers.get_linear_schedule_with_warmup(optimizer, WARMUP, STEPS)
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = model(**batches[step % 2]).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


def sample(tensor, count=24):
    """Up to `count` elements, spread evenly."""
    values = tensor.detach().flatten()
    stride = math.ceil(len(values) / count)
    return flat(values[::stride])


def run(config):
    config.num_labels = LABELS
    config._attn_implementation = "eager"
    model = transformers.AutoModelForSequenceClassification.from_config(config).double().eval()
    set_weights(model)
    batches = [batch(number, config.pad_token_id) for number in range(2)]
    inputs = {key: batches[0][key] for key in ("input_ids", "attention_mask")}
    output = model(**batches[0], output_attentions=True, output_hidden_states=True)
    output.loss.backward()
    states, mask = output.hidden_states[-1], inputs["attention_mask"].unsqueeze(-1)
    features = {"cls": flat(states[:, 0]), "mean": flat((states * mask).sum(1) / mask.sum(1))}
    if config.model_type == "bert":
        features["reference"] = flat(model.bert(**inputs).pooler_output)
    parameters = {name: list(weight.shape) for name, weight in model.named_parameters()}
    gradients = {name: flat(weight.grad) for name, weight in model.named_parameters()}
    result = {
        "transformers": transformers.__version__,
        "torch": torch.__version__,
        "config": json.loads(config.to_json_string(use_diff=False)),
        "parameters": parameters,
        "batches": [
            {"ids": b["input_ids"].tolist(), "lengths": LENGTHS[n], "targets": TARGETS[n]} for n, b in enumerate(batches)
        ],
        "logits": flat(output.logits),
        "loss": output.loss.item(),
        "features": features,
        "attentions": [flat(weights) for weights in output.attentions],
        "gradients": gradients,
        "training": {
            "steps": STEPS,
            "warmup": WARMUP,
            "learning_rate": LEARNING_RATE,
            "weight_decay": WEIGHT_DECAY,
            "clip": CLIP,
        },
    }
    result["training"]["losses"] = train(model, batches)
    result["training"]["weights"] = {name: sample(weight) for name, weight in model.named_parameters()}
    return result


if __name__ == "__main__":
    for name, config in cases.items():
        with open(f"test/golden/data/encoder-{name}.json", "w", encoding="utf-8") as file:
            json.dump(run(config), file, separators=(",", ":"))

"""Hugging Face's masked language models, tiny ones: names, logits and loss of the masked places, every gradient.

Weights follow from their names as in encoders.py. All is computed in float64, without dropout, over a padded batch.
Tools: Python 3, torch 2.13.0, transformers 5.23.0.
Run from the repository's root: python test/golden/masked_lm.py
"""

import json

import torch
import transformers
from encoders import LENGTHS, VOCABULARY, batch, cases, flat, set_weights

# Masked places of the first batch: text and token. What stands at them is guessed.
PLACES = [(0, 1), (0, 4), (1, 0), (1, 3), (1, 7), (2, 0)]
MASK_ID = 3


def run(config):
    config._attn_implementation = "eager"
    model = transformers.AutoModelForMaskedLM.from_config(config).double().eval()
    set_weights(model)
    inputs = batch(0, config.pad_token_id)
    texts, tokens = [list(places) for places in zip(*PLACES)]
    targets = [(5 + 9 * number) % VOCABULARY for number in range(len(PLACES))]
    labels = torch.full_like(inputs["input_ids"], -100)
    labels[texts, tokens] = torch.tensor(targets)
    inputs["input_ids"][texts, tokens] = MASK_ID
    output = model(**{**inputs, "labels": labels})
    output.loss.backward()
    parameters = dict(model.named_parameters())
    return {
        "transformers": transformers.__version__,
        "torch": torch.__version__,
        "class": type(model).__name__,
        "config": json.loads(config.to_json_string(use_diff=False)),
        "parameters": {name: list(weight.shape) for name, weight in parameters.items()},
        "ids": inputs["input_ids"].tolist(),
        "lengths": LENGTHS[0],
        "places": PLACES,
        "targets": targets,
        "logits": flat(output.logits[texts, tokens]),
        "loss": output.loss.item(),
        "right": int((output.logits[texts, tokens].argmax(-1) == torch.tensor(targets)).sum()),
        "gradients": {name: flat(weight.grad) for name, weight in parameters.items()},
    }


if __name__ == "__main__":
    for name in ("bert", "bert-tanh", "distilbert", "roberta"):
        with open(f"test/golden/data/masked-{name}.json", "w", encoding="utf-8") as file:
            json.dump(run(cases[name]), file, separators=(",", ":"))

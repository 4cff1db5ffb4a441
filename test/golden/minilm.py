"""Sentence embeddings of all-MiniLM-L6-v2 by Hugging Face and PyTorch: ten pairs of texts written for this test.

Mean over the real tokens, then length 1, as the published model has it.
Tools: Python 3, torch 2.13.0, transformers 5.23.0, tokenizers 0.23.3.
Run from the repository's root: PINAKES_MODELS=<folder of models> python test/golden/minilm.py
"""

import json
import os

import tokenizers
import torch
import transformers

PAIRS = [
    ("The parcel arrived two days late.", "My delivery came later than promised."),
    ("How do I reset my password?", "I forgot the login code for my account."),
    ("Bake the bread until the crust is golden.", "The central bank kept interest rates unchanged."),
    ("A cat sleeps on the warm windowsill.", "On the sunny ledge a kitten is napping."),
    ("Proteins fold into three-dimensional shapes.", "The goalkeeper saved a penalty in extra time."),
    ("Gradient descent follows the slope of the loss.", "Optimizers move weights against their gradients."),
    ("ok", "OK!"),
    ("Der Zug nach Köln fährt um 9:45 Uhr ab.", "The train to Cologne leaves at a quarter to ten."),
    ("Invoice #2024-117 for €1,299.00 is overdue", "Please pay the outstanding bill soon 🙏"),
    (
        "The committee met in the old library, whose catalogue lists each scroll by its author, its first line and the "
        "number of its lines, and decided to copy what the fire had spared before the winter rains began.",
        "Scribes were hired to copy the scrolls that had survived.",
    ),
]
SHOWN = 12

folder = os.path.join(os.environ["PINAKES_MODELS"], "all-MiniLM-L6-v2")
tokenizer = tokenizers.Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
tokenizer.no_padding()
tokenizer.no_truncation()
model = transformers.AutoModel.from_pretrained(folder, attn_implementation="eager").float().eval()


def embed(ids):
    with torch.no_grad():
        states = model(input_ids=torch.tensor([ids])).last_hidden_state[0]
    return torch.nn.functional.normalize(states.mean(0), dim=0)


texts = [text for pair in PAIRS for text in pair]
ids = [tokenizer.encode(text).ids for text in texts]
vectors = [embed(one) for one in ids]
result = {
    "transformers": transformers.__version__,
    "torch": torch.__version__,
    "texts": [{"text": text, "ids": one, "embedding": v[:SHOWN].tolist()} for text, one, v in zip(texts, ids, vectors)],
    "products": [[torch.dot(a, b).item() for b in vectors] for a in vectors],
}
with open("test/golden/data/minilm.json", "w", encoding="utf-8") as file:
    json.dump(result, file, ensure_ascii=False, separators=(",", ":"))

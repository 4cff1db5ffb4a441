"""PyTorch's side of int8.mjs: reads "<hidden> <layers> <heads> <inner> <batch> <time> <fp32|bf16> <runs>" a line, answers
with the milliseconds of each run.

A run is a training step of transformers' BertForSequenceClassification: forward with dropout, backward, clipping of the
gradients' norm, AdamW. bf16 is torch.autocast on the CPU, the weights in float32.
"""

import sys
import time

import torch
from transformers import BertConfig, BertForSequenceClassification

VOCABULARY, LABELS = 30_522, 20

torch.set_num_threads(2)
torch.manual_seed(0)
models = {}


def prepare(hidden: int, layers: int, heads: int, inner: int, batch: int, tokens: int):
    config = BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        num_labels=LABELS,
    )
    model = BertForSequenceClassification(config).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.01)
    inputs = {
        "input_ids": torch.randint(0, VOCABULARY, (batch, tokens)),
        "attention_mask": torch.ones(batch, tokens, dtype=torch.long),
        "labels": torch.arange(batch) % LABELS,
    }
    return model, optimizer, inputs


def step(model, optimizer, inputs, bf16: bool) -> float:
    start = time.perf_counter()
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        loss = model(**inputs).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return (time.perf_counter() - start) * 1000


print(torch.__version__, flush=True)
for line in sys.stdin:
    *size, precision, runs = line.split()
    if tuple(size) not in models:
        models[tuple(size)] = prepare(*map(int, size))
    times = [step(*models[tuple(size)], precision == "bf16") for _ in range(int(runs) + 1)]
    print(" ".join(f"{ms:.3f}" for ms in times[1:]), flush=True)

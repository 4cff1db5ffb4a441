"""PyTorch's LSTM over packed sequences: outputs, final states, and gradients of a random linear function of both.

All in float64. PyTorch's second bias is zero: ours is the sum of the two.
Tools: Python 3, torch 2.13.0.
Run from the repository's root: python test/golden/lstm.py
"""

import json

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

STEPS, WIDTH, HIDDEN = 6, 3, 4
LENGTHS = [4, 6, 1, 3]

torch.set_default_dtype(torch.float64)


def flat(tensor):
    return tensor.detach().flatten().tolist()


def case(seed, layers, bidirectional):
    torch.manual_seed(seed)
    lstm = torch.nn.LSTM(WIDTH, HIDDEN, num_layers=layers, bidirectional=bidirectional)
    for name, weight in lstm.named_parameters():
        torch.nn.init.zeros_(weight) if name.startswith("bias_hh") else torch.nn.init.normal_(weight, std=0.5)
    x = torch.randn(STEPS, len(LENGTHS), WIDTH, requires_grad=True)
    packed = pack_padded_sequence(x, torch.tensor(LENGTHS), enforce_sorted=False)
    packed_states, (h_n, _) = lstm(packed)
    states, _ = pad_packed_sequence(packed_states, total_length=STEPS)
    final = torch.cat(tuple(h_n[-2 if bidirectional else -1 :]), dim=1)
    of_states, of_final = torch.randn_like(states), torch.randn_like(final)
    loss = (states * of_states).sum() + (final * of_final).sum()
    loss.backward()
    named = {name: w for name, w in lstm.named_parameters() if not name.startswith("bias_hh")}
    ours = lambda name: name.replace("bias_ih", "bias")
    return {
        "layers": layers,
        "bidirectional": bidirectional,
        "x": flat(x),
        "parameters": {ours(name): flat(w) for name, w in named.items()},
        "ofStates": flat(of_states),
        "ofFinal": flat(of_final),
        "states": flat(states),
        "final": flat(final),
        "loss": loss.item(),
        "gradients": {"x": flat(x.grad), **{ours(name): flat(w.grad) for name, w in named.items()}},
    }


cases = [case(10 * layers + both, layers, bool(both)) for layers in (1, 2) for both in (0, 1)]
result = {"torch": torch.__version__, "steps": STEPS, "width": WIDTH, "hidden": HIDDEN, "lengths": LENGTHS, "cases": cases}
with open("test/golden/data/lstm.json", "w", encoding="utf-8") as file:
    json.dump(result, file, separators=(",", ":"))

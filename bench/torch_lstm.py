"""PyTorch's side of lstm.mjs: reads "<directions> <runs>" a line, answers with the milliseconds of each run.

A run is forward and backward of one torch.nn.LSTM layer, gradients of all weights and of the input included.
"""

import sys
import time

import torch

BATCH, STEPS, WIDTH, HIDDEN = 32, 256, 300, 128

torch.set_num_threads(2)
torch.manual_seed(0)


def layer(directions: int):
    lstm = torch.nn.LSTM(WIDTH, HIDDEN, bidirectional=directions == 2)
    x = torch.randn(STEPS, BATCH, WIDTH, requires_grad=True)
    dy = torch.randn(STEPS, BATCH, HIDDEN * directions)
    return lstm, x, dy


def step(lstm, x, dy) -> float:
    lstm.zero_grad()
    x.grad = None
    start = time.perf_counter()
    states, _ = lstm(x)
    states.backward(dy)
    return (time.perf_counter() - start) * 1000


layers = {directions: layer(directions) for directions in (1, 2)}
print(torch.__version__, flush=True)
for line in sys.stdin:
    directions, runs = map(int, line.split())
    times = [step(*layers[directions]) for _ in range(runs + 1)]
    print(" ".join(f"{ms:.3f}" for ms in times[1:]), flush=True)

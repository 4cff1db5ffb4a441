"""Steps of PyTorch's optimizers, and the learning-rate courses of Hugging Face and PyTorch.

Tools: Python 3, torch 2.13.0, transformers 5.23.0.
Run from the repository's root: python test/golden/optimizers.py
"""

import json

import torch
import transformers
from transformers import optimization

STEPS = 10
ROWS, WIDTH = 7, 2
MAX_NORM = 2.0


def rounded(tensor):
    """Nine digits give back a float32."""
    return [float(f"{value:.9g}") for value in tensor.flatten().tolist()]


def problem(seed):
    """Values and ten gradients each of a weight, a bias and a table of which a step touches some rows."""
    generator = torch.Generator().manual_seed(seed)
    draw = lambda *shape: torch.randn(*shape, generator=generator)
    parameters = {"fc.weight": draw(4, 3), "fc.bias": draw(4), "table": draw(ROWS, WIDTH)}
    steps = []
    for _ in range(STEPS):
        rows = torch.randperm(ROWS, generator=generator)[: int(torch.randint(1, 5, (1,), generator=generator))]
        scale = 3 * torch.rand(1, generator=generator)
        steps.append(
            {
                "fc.weight": scale * draw(4, 3),
                "fc.bias": scale * draw(4),
                "rows": rows,
                "table": scale * draw(len(rows), WIDTH),
            }
        )
    return parameters, steps


def run(name, seed, build, table="dense", clip=False, factor=None):
    """`build` makes the optimizers of the three parameters; `table` says how its gradient is given: dense or rows."""
    start, steps = problem(seed)
    parameters = {key: torch.nn.Parameter(value.clone()) for key, value in start.items()}
    optimizers = build(parameters)
    schedules = [torch.optim.lr_scheduler.LambdaLR(o, factor) for o in optimizers] if factor else []
    norms, path = [], []
    for step in steps:
        parameters["fc.weight"].grad = step["fc.weight"].clone()
        parameters["fc.bias"].grad = step["fc.bias"].clone()
        sparse = torch.sparse_coo_tensor(step["rows"][None], step["table"].clone(), (ROWS, WIDTH)).coalesce()
        # Clipped as a dense tensor: torch clips no sparse ones, and zeros add nothing to the norm.
        parameters["table"].grad = sparse.to_dense()
        if clip:
            norms.append(float(torch.nn.utils.clip_grad_norm_(parameters.values(), MAX_NORM)))
        if table == "rows":
            values = parameters["table"].grad[step["rows"]]
            parameters["table"].grad = torch.sparse_coo_tensor(step["rows"][None], values, (ROWS, WIDTH))
        for optimizer in optimizers:
            optimizer.step()
        for schedule in schedules:
            schedule.step()
        path.append({key: rounded(value.detach()) for key, value in parameters.items()})
    return {
        "name": name,
        "table": table,
        "parameters": {key: rounded(value) for key, value in start.items()},
        "steps": [
            {**{key: rounded(step[key]) for key in start}, "rows": step["rows"].tolist()} for step in steps
        ],
        "norms": norms,
        "path": path,
    }


def split(p, decay, rate=None):
    """No decay on the bias; the bias with a rate of its own where given."""
    bias = {"params": [p["fc.bias"]], "weight_decay": 0.0}
    return [{"params": [p["fc.weight"], p["table"]], "weight_decay": decay}, {**bias, "lr": rate} if rate else bias]


half_wave = lambda step: optimization._get_cosine_schedule_with_warmup_lr_lambda(
    step, num_warmup_steps=3, num_training_steps=STEPS, num_cycles=0.5
)
no_table = lambda p: {k: v for k, v in p.items() if k != "table"}

optimizers = [
    run("sgd", 1, lambda p: [torch.optim.SGD(split(p, 0.01), lr=0.1, momentum=0.9)]),
    run("sgd, clipped, cosine", 2, lambda p: [torch.optim.SGD(split(p, 0.0), lr=0.1, momentum=0.8)], clip=True, factor=half_wave),
    run("adam", 3, lambda p: [torch.optim.Adam(split(p, 0.1), lr=0.01)]),
    run("adamw", 4, lambda p: [torch.optim.AdamW(split(p, 0.1), lr=0.01, betas=(0.8, 0.99), eps=1e-3)]),
    run("adamw, groups, clipped, cosine", 5, lambda p: [torch.optim.AdamW(split(p, 0.1, rate=0.05), lr=0.01)], clip=True, factor=half_wave),
    run(
        "adam and rows, clipped, cosine",
        6,
        lambda p: [torch.optim.Adam(list(no_table(p).values()), lr=0.01, eps=1e-3), torch.optim.SparseAdam([p["table"]], lr=0.01, eps=1e-3)],
        table="rows",
        clip=True,
        factor=half_wave,
    ),
]


def schedule(name, options, make, steps=20):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimizer)
    factors = []
    for _ in range(steps + 1):
        factors.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return {"name": name, "options": options, "factors": factors}


warm = dict(num_warmup_steps=4, num_training_steps=20)
schedules = [
    schedule("constant", dict(kind="constant", warmupSteps=4), lambda o: optimization.get_constant_schedule_with_warmup(o, 4)),
    schedule("linear", dict(kind="linear", warmupSteps=4), lambda o: optimization.get_linear_schedule_with_warmup(o, **warm)),
    schedule("linear without warm-up", dict(kind="linear"), lambda o: optimization.get_linear_schedule_with_warmup(o, 0, 20)),
    schedule("cosine", dict(kind="cosine", warmupSteps=4), lambda o: optimization.get_cosine_schedule_with_warmup(o, **warm)),
    schedule(
        "polynomial",
        dict(kind="polynomial", warmupSteps=4, power=2, end=0.1),
        lambda o: optimization.get_polynomial_decay_schedule_with_warmup(o, **warm, lr_end=0.1, power=2),
    ),
    schedule("PyTorch's polynomial", dict(kind="polynomial", power=3), lambda o: torch.optim.lr_scheduler.PolynomialLR(o, 20, 3)),
    schedule("PyTorch's cosine", dict(kind="cosine"), lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 20)),
]

METRICS = [1.0, 0.8, 0.81, 0.8, 0.79999, 0.7, 0.7, 0.7, 0.7, 0.9, 0.6, 0.65, float("nan"), 0.61, 0.62, 0.5]


def plateau(options):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, eps=0.0, **options)
    factors = []
    for metric in METRICS:
        scheduler.step(metric)
        factors.append(optimizer.param_groups[0]["lr"])
    return {"options": options, "factors": factors}


plateaus = [
    plateau({"mode": "min", "factor": 0.5, "patience": 1}),
    plateau({"mode": "max", "factor": 0.5, "patience": 2}),
    plateau({"mode": "min", "factor": 0.1, "patience": 0}),
    plateau({"mode": "min", "factor": 0.5, "patience": 1, "threshold": 0.2}),
]

with open("test/golden/data/optimizers.json", "w") as file:
    tool = f"torch {torch.__version__}, transformers {transformers.__version__}"
    metrics = [None if m != m else m for m in METRICS]
    json.dump({"tool": tool, "maxNorm": MAX_NORM, "optimizers": optimizers, "schedules": schedules, "metrics": metrics, "plateaus": plateaus}, file)
    file.write("\n")

"""Small files as the reference implementation of safetensors writes them, with the values they hold.

Tools: Python 3, safetensors 0.8.0, torch 2.13.0, numpy.
Run from the repository's root: python test/golden/safetensors_files.py
"""

import base64
import json

import safetensors
import torch
from safetensors.torch import save

HALVES = [0.0, -0.0, 1.0, -2.5, 65504.0, 6.103515625e-05, 5.960464477539063e-08, -3.0398368835449219e-06, 1 / 3]


def plain(tensor):
    return tensor.float() if tensor.dtype in (torch.float16, torch.bfloat16) else tensor


def text(value):
    """Numbers that JSON has no form for are named as JavaScript does; zeros keep their sign."""
    names = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity", "0.0": "0", "-0.0": "-0"}
    return names.get(str(value), value)


def case(name, tensors, metadata=None):
    return {
        "name": name,
        "file": base64.b64encode(save(tensors, metadata)).decode(),
        "metadata": metadata or {},
        "tensors": {
            key: {
                "dtype": str(tensor.dtype).removeprefix("torch."),
                "shape": list(tensor.shape),
                "values": [text(v) for v in plain(tensor).flatten().tolist()],
            }
            for key, tensor in tensors.items()
        },
    }


cases = [
    case(
        "writable",
        {
            "encoder.weight": torch.tensor([[1.5, -2.25, 1e-30], [3.0, float("inf"), -0.0]]),
            "encoder.bias": torch.tensor([0.1, 0.2], dtype=torch.float64),
            "step": torch.tensor(7, dtype=torch.int64),
            "ids": torch.tensor([[-1, 2], [3, -4]], dtype=torch.int32),
            "bytes": torch.tensor([0, 255, 7], dtype=torch.uint8),
            "signed": torch.tensor([-128, 127], dtype=torch.int8),
            "short": torch.tensor([-300, 300], dtype=torch.int16),
            "mask": torch.tensor([True, False, True]),
            "empty": torch.zeros(0, 3),
            "gewicht.größe": torch.tensor([4.0]),
            "10": torch.tensor([10.0]),
            "9": torch.tensor([9.0]),
        },
        {"format": "pt"},
    ),
    case("no tensors", {}),
    case("without metadata", {"b": torch.tensor([2.0]), "a": torch.tensor([1.0])}),
    case(
        "halves",
        {
            "half": torch.tensor([*HALVES, float("inf"), float("-inf"), float("nan")], dtype=torch.float16),
            "bfloat": torch.tensor([*HALVES, 3e38, float("inf"), float("-inf"), float("nan")], dtype=torch.bfloat16),
        },
    ),
]

with open("test/golden/data/safetensors_files.json", "w") as file:
    json.dump({"tool": f"safetensors {safetensors.__version__}, torch {torch.__version__}", "cases": cases}, file, indent=1)
    file.write("\n")

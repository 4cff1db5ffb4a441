"""Opens models that Pinakes saved as any user of Python would, and compares tokens and logits with what Pinakes says.

Nothing is trained here. Each folder below the given one holds `model/` (as saved), `checkpoint/` (what training began with)
and `expected.json` (texts, ids and logits of Pinakes), as test/round-trip.test.ts leaves them. Checked are:
- AutoTokenizer: the class and the special tokens are those of the checkpoint's own tokenizer, the ids are Pinakes' and the
  checkpoint's; texts are cut at the length that the model was trained on;
- AutoModelForSequenceClassification, where the architecture is the reference's: logits, problem_type, names of the labels;
- onnx/model.onnx, where the packages are there: onnx's checker with shape inference, and stock onnxruntime's logits.
Tools: Python 3, torch 2.13.0, transformers 5.23.0; onnx 1.23.2 and onnxruntime 1.31.1 where installed.
Run from the repository's root:
  PINAKES_ROUND_TRIP=build npx vitest run test/round-trip.test.ts && python test/golden/round_trip.py build
Result: ids equal throughout; largest difference of a logit 1.8e-7 over the tiny models of the five types and 6.0e-7 over a
fine-tuned all-MiniLM-L6-v2 (float32 on both sides); ONNX models valid, 0 (tiny) and 8.9e-7 (MiniLM) from ours.
"""

import importlib.util
import json
import pathlib
import sys

import numpy as np
import torch
import transformers

TOLERANCE = 1e-4
SPECIAL = ["pad_token", "unk_token", "cls_token", "sep_token", "mask_token"]
has_onnx = all(importlib.util.find_spec(name) for name in ("onnx", "onnxruntime"))


def largest(a, b):
    assert np.shape(a) == np.shape(b), (np.shape(a), np.shape(b))
    return float(np.abs(np.asarray(a) - np.asarray(b)).max())


def check_tokenizer(folder, expected):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder / "model")
    original = transformers.AutoTokenizer.from_pretrained(folder / "checkpoint")
    assert isinstance(tokenizer, type(original)), (type(tokenizer), type(original))
    for name in SPECIAL:
        theirs = getattr(original, name)
        assert theirs is None or getattr(tokenizer, name) == theirs, (name, theirs, getattr(tokenizer, name))
    encoded = tokenizer(expected["texts"], padding=True, truncation=True, return_tensors="pt")
    ids = [row[mask.bool()].tolist() for row, mask in zip(encoded["input_ids"], encoded["attention_mask"])]
    assert ids == expected["ids"], "ids differ"
    length = max(map(len, ids))
    # Without a config Python guesses how a checkpoint's tokenizer.json is meant, where Pinakes reads it.
    if (folder / "checkpoint" / "tokenizer_config.json").exists():
        assert ids == original(expected["texts"], truncation=True, max_length=length)["input_ids"]
    return encoded


def check_torch(folder, config, encoded, expected):
    architecture = config["architectures"][0]
    kind = getattr(transformers, architecture)
    model, info = kind.from_pretrained(folder / "model", output_loading_info=True)
    assert not info["mismatched_keys"], info
    if not architecture.endswith("ForSequenceClassification"):
        heads = {key for key in info["unexpected_keys"] if key.startswith(("classifier", "pre_classifier"))}
        assert heads, "the heads are not in the file"
        return f"{architecture}, heads beside it"
    assert not info["missing_keys"] and not info["unexpected_keys"], info
    assert model.config.problem_type == config["problem_type"]
    assert model.config.id2label == {int(key): label for key, label in config["id2label"].items()}
    with torch.no_grad():
        logits = model.eval()(**encoded).logits.numpy()
    gap = largest(logits.ravel(), expected["logits"][0])
    assert gap < TOLERANCE, gap
    return f"{architecture} {gap:.1e}"


def check_onnx(folder, encoded, expected):
    import onnx
    import onnxruntime

    path = folder / "model" / "onnx" / "model.onnx"
    onnx.checker.check_model(str(path), full_check=True)
    model = onnx.load(path, load_external_data=False)
    domains = {opset.domain for opset in model.opset_import} | {node.domain for node in model.graph.node}
    assert domains == {""}, domains
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    assert all(tensor.type == "tensor(int64)" and tensor.shape == ["batch", "sequence"] for tensor in session.get_inputs())
    feeds = {tensor.name: encoded[tensor.name].numpy() for tensor in session.get_inputs()}
    outputs = session.run(None, feeds)
    gap = max(largest(logits.ravel(), head) for logits, head in zip(outputs, expected["logits"], strict=True))
    assert gap < TOLERANCE, gap
    return f"ONNX ({', '.join(feeds)}) {gap:.1e}"


def main(root):
    for folder in sorted(path for path in pathlib.Path(root).iterdir() if (path / "expected.json").exists()):
        expected = json.loads((folder / "expected.json").read_text())
        config = json.loads((folder / "model" / "config.json").read_text())
        encoded = check_tokenizer(folder, expected)
        said = [check_torch(folder, config, encoded, expected)]
        if has_onnx:
            said.append(check_onnx(folder, encoded, expected))
        print(f"{folder.name}: ids equal, {'; '.join(said)}")


main(sys.argv[1])

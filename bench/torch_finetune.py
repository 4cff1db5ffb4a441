"""Hugging Face's side of finetune.mjs: the same fine-tuning with transformers' Trainer, its own defaults where nothing is
said. Goes on by a turn at each line that it reads: gets ready (checkpoint, texts, tokens), then so many steps a turn;
answers each with its seconds and steps, and the peak of the process's memory so far.

Arguments: a CSV file with the columns Title and Conference, the checkpoint's folder, and {"epochs", "batch", "rate",
"threads", "turn"} as JSON.
"""

import csv
import json
import resource
import sys
import tempfile
import time

import torch
import transformers
from transformers import AutoModelForSequenceClassification, AutoTokenizer, DataCollatorWithPadding
from transformers import Trainer, TrainerCallback, TrainingArguments

path, checkpoint, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
torch.set_num_threads(options["threads"])
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()
began, losses = 0.0, []


def wait() -> None:
    global began
    if not sys.stdin.readline():
        sys.exit(0)
    began = time.perf_counter()


def answer(**more) -> None:
    seconds = time.perf_counter() - began
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps({"seconds": seconds, "peak_mib": peak, **more}), flush=True)


class Turns(TrainerCallback):
    """Answers after each turn's steps and waits for the line before the next."""

    last = 0

    def on_step_end(self, args, state, control, **_):
        if state.global_step - self.last == options["turn"]:
            self.end_turn(state)
            wait()

    def end_turn(self, state) -> None:
        answer(steps=state.global_step - self.last)
        self.last = state.global_step


print(f"transformers {transformers.__version__}, PyTorch {torch.__version__}", flush=True)
wait()
with open(path, newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
names = sorted({row["Conference"] for row in rows})
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForSequenceClassification.from_pretrained(checkpoint, num_labels=len(names))
encoded = tokenizer([row["Title"] for row in rows], truncation=True, max_length=256)["input_ids"]
texts = [{"input_ids": ids, "labels": names.index(row["Conference"])} for ids, row in zip(encoded, rows)]
with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(
        output_dir=folder,
        num_train_epochs=options["epochs"],
        per_device_train_batch_size=options["batch"],
        learning_rate=options["rate"],
        weight_decay=0.01,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
    )
    turns = Turns()
    collator = DataCollatorWithPadding(tokenizer)
    trainer = Trainer(model, arguments, data_collator=collator, train_dataset=texts, callbacks=[turns])
    answer()
    wait()
    trainer.train()
    turns.end_turn(trainer.state)

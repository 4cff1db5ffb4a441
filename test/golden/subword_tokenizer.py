"""Token ids of Hugging Face tokenizers, for src/text/subword-tokenizer.test.ts.

Tools: Python 3, tokenizers 0.23.3.
Run:   PINAKES_MODELS=<folder of checkpoints> python test/golden/subword_tokenizer.py   (from the repository's root)
Needs: all-MiniLM-L6-v2/tokenizer.json and bert-base-uncased/tokenizer.json in that folder. Truncation and padding are off.
"""

import json
import os
import pathlib

import tokenizers

TEXTS = [
    "",
    " \t\n ",
    "The librarian catalogued 120,000 scrolls, one by one.",
    "Don't split o'clock, John's or rock'n'roll the wrong way!",
    "UPPER lower MiXeD; naïve café façade, Ångström, Straße, İstanbul, ŒUVRE",
    "unaffordable antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "x" * 99,
    "x" * 100,
    "x" * 101,
    "http://example.org/a/b?c=d&e=%20#f and ann@example.org, #tag @someone",
    "3.14159 -2e-10 1/2 50% $9.99 £5 €7 10:30 1990s x11r5 c++ a_b_c",
    "...!!! ?? -- --- —–‐ “quoted” ‘single’ «guillemets» „low“ … •",
    "混合 text 日本語のテキスト 한국어 문장 中文字符",
    "العربية עברית हिन्दी ไทย Русский ёлка Ελληνικά ς ΟΔΥΣΣΕΥΣ ΑΣ.",
    "emoji 😀👩‍👩‍👧‍👦🏳️‍🌈 and ❤️ marks ☃ ∑∫√ ≤≥ ½ ² ™ ®",
    "combining e\u0301 o\u0308 n\u0303 zero\u200bwidth soft\u00adhyphen nb\u00a0space \ufeffbom",
    "control\x00\x01\x07\x1b characters\x7f and \ufffd replaced, line\r\nends\vand\fpages\u2028here\u0085there",
    "special [CLS] tokens [SEP] in [MASK] a [PAD] text [UNK] [unk] [mask]",
    "tabs\tand\nnewlines\n\nand    runs   of spaces   ",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6 7 8 9",
    "ﬁligature ﬀ ＦＵＬＬＷＩＤＴＨ ｶﾀｶﾅ ㎏ Ⅷ ①",
    "𝒮𝒸𝓇𝒾𝓅𝓉 𝔽𝕠𝕟𝕥 𐍈 𠀀𠀁 𫝀x𬺡 丽 rare planes",
    "word " * 300,
]

folder = pathlib.Path(os.environ["PINAKES_MODELS"])
models = {}
for name in ["all-MiniLM-L6-v2", "bert-base-uncased"]:
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / name / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    models[name] = [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS]

out = pathlib.Path("test/golden/data/subword_tokenizer.json")
out.write_text(json.dumps({"tokenizers": tokenizers.__version__, "texts": TEXTS, "ids": models}) + "\n")

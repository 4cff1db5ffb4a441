"""Tiny tokenizers of each kind in the BERT family, and the ids, places and words of nasty texts.

Trains the tokenizers on sentences of our own, writes them to test/golden/data/tokenizers/, and what Hugging Face's
`tokenizers` makes of the texts to test/golden/data/tokens-<name>.json. Places count UTF-16 units, as JavaScript does.
Tools: Python 3, tokenizers 0.23.3, sentencepiece 0.2.3 with protobuf (for its table of replacements alone).
Run from the repository's root: python test/golden/tokens.py
"""

import base64
import gzip
import json
import pathlib
import tempfile

import sentencepiece
import tokenizers
from sentencepiece import sentencepiece_model_pb2
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

SENTENCES = [
    "The librarian of Alexandria catalogued one hundred and twenty thousand scrolls, shelf by shelf.",
    "She wrote the author's name, the first line and the number of lines on each tablet.",
    "Don't unroll what you can't read; we'll ask someone who's learned the language!",
    "Poets stood apart from historians, and historians apart from physicians and cooks.",
    "A catalogue that nobody can search isn't a catalogue: it's a heap of paper (well kept).",
    "In 245 BC there were 10,000 rolls; by 1994 the list had 3.5 million entries, 42% of them lost.",
    "Write to ann@example.org or see https://example.org/pinakes?page=2&sort=name for more.",
    "Ein Straßenverzeichnis für Größe und Maß; die Bücher heißen später anders.",
    "Le café où naît l'élève française, çà et là, garçon; un œuf, deux œufs.",
    "El niño pequeño leyó el catálogo mañana; ¿quién sabe qué encontró?",
    "Библиотека хранила свитки, и ёлка стояла у входа в зал.",
    "Η βιβλιοθήκη είχε πολλούς κυλίνδρους και ο κατάλογος ήταν μεγάλος.",
    "المكتبة تحفظ الكتب القديمة في رفوف طويلة.",
    "הספרייה שומרת ספרים ישנים על מדפים ארוכים.",
    "図書館の目録は長い。古い本がたくさんある。",
    "图书馆的目录很长，有很多旧书。",
    "도서관 목록은 길고 오래된 책이 많다.",
    "पुस्तकालय में पुरानी किताबें हैं।",
    "ห้องสมุดมีหนังสือเก่ามากมาย",
    "İstanbul'da ışık ve kütüphane, ığdır ile Ağrı.",
    "👍 good list 😀 very good 🎉 and ❤️ again 👩‍👩‍👧‍👦",
] * 4

TEXTS = [
    "",
    " ",
    " \t\n ",
    "a",
    "The librarian catalogued 120,000 scrolls, one by one.",
    "  leading and trailing   spaces  ",
    "Don't split o'clock, John's or rock'n'roll; we'll they're I'd I'm I've CAN'T!",
    "UPPER lower MiXeD; naïve café façade, Ångström, Straße, STRASSE, ẞ, İstanbul, ıŞIK, ŒUVRE",
    "unaffordable antidisestablishmentarianism catalogueless unscrolled",
    "x" * 99,
    "y" * 100 + " z",
    "a " + "z" * 101 + " b",
    "catalogue" * 30,
    "http://example.org/a/b?c=d&e=%20#f and ann@example.org, #tag @someone www.x.y",
    "3.14159 -2e-10 1/2 50% $9.99 £5 €7 10:30 1990s x11r5 c++ a_b_c",
    "...!!! ?? -- --- —–‐ “quoted” ‘single’ «guillemets» „low“ … •",
    "混合 text 日本語のテキスト 한국어 문장 中文字符,图书馆abc図書館",
    "العربية المكتبة אָלֶף הספרייה हिन्दी किताबें ไทยห้อง Русский ёлка Й й",
    "Ελληνικά ς ΟΔΥΣΣΕΥΣ ΑΣ. ΆΈΉ βιβλιοθήκη",
    "emoji 😀👩‍👩‍👧‍👦🏳️‍🌈 and ❤️ marks ☃ ∑∫√ ≤≥ ½ ² ™ ® 👍🏽 🇩🇪🇫🇷",
    "😀",
    "a😀b",
    "combining e\u0301 o\u0308 n\u0303 E\u0301\u0323 a\u0323\u0302 q\u0307\u0323 zero\u200bwidth soft\u00adhyphen nb\u00a0space \ufeffbom",
    "e\u0301", "\u0301 alone", "a\u0301\u0302\u0303\u0304b",
    "control\x01\x07\x1b characters\x7f and \ufffd replaced, line\r\nends\vand\fpages\u2028here\u0085there",
    "\x01start and end\x02",
    "tabs\tand\nnewlines\n\nand    runs   of spaces\t\t\tmore\r\n\r\nlast",
    "special [CLS] tokens [SEP] in [MASK] a [PAD] text [UNK] [unk] [mask]",
    "special <s> tokens </s> in <mask> a <pad> text <unk>  <mask>  x<mask>y",
    "a\u200db ZWJ, a\u200cb ZWNJ, क्\u200dष क्ष क्षि",
    "ﬁligature ﬀ ＦＵＬＬＷＩＤＴＨ ｶﾀｶﾅ ｶﾞﾊﾟ ㎏ Ⅷ ① ㈱ ㍿ ﷺ",
    "가\u1100\u1161\u11a8나 각 ㄱㅏ ﾡￂ",
    "𝒮𝒸𝓇𝒾𝓅𝓉 𝔽𝕠𝕟𝕥 𐍈 𠀀𠀁 x𬺡 rare planes",
    "～tilde ~ ´ ` ¨ ˚ ％ ＆ ！？",
    "▁low▁line ▁ _ Ġ Ċ Ã",
    "ﷻ ؤ أ إ آ ئ ۀ يْ",
    "word" + "\u0300" * 20 + " marks",
    "\u00a0\u2003\u3000wide\u3000spaces\u2009thin",
    "mail\u2029para\u180egraph \u202eoverride\u202c \u2066isolate\u2069",
    "ǅ ǆ Ǆ ŉ ŀ ſ K Å Ω ℡ ℻ ⅓",
    "  <mask>  \n the end.",
    "the [NEW] newword unnewword newwords NewWord ",
]

FOLDER = pathlib.Path("test/golden/data")
BERT_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ROBERTA_SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def word_piece(lowercase, strip_accents=None):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase, strip_accents=strip_accents)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=500, limit_alphabet=190, special_tokens=BERT_SPECIAL, show_progress=False)
    tokenizer.train_from_iterator(SENTENCES, trainer)
    ids = {token: tokenizer.token_to_id(token) for token in BERT_SPECIAL}
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )
    # As people add words of their own to a checkpoint.
    tokenizer.add_tokens([AddedToken("newword", single_word=True), "[NEW]"])
    return tokenizer


def byte_level(prefix):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix, trim_offsets=True)
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=ROBERTA_SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=prefix
    )
    return tokenizer


def unigram(normalizer, pre_tokenizer):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    trainer = trainers.UnigramTrainer(
        vocab_size=400, special_tokens=ROBERTA_SPECIAL, unk_token="<unk>", shrinking_factor=0.75, show_progress=False
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def charsmap(**rules):
    """SentencePiece's compiled table of replacements."""
    with tempfile.TemporaryDirectory() as folder:
        texts = pathlib.Path(folder, "texts")
        texts.write_text("\n".join(SENTENCES))
        prefix = str(pathlib.Path(folder, "model"))
        sentencepiece.SentencePieceTrainer.train(
            input=str(texts), model_prefix=prefix, vocab_size=300, hard_vocab_limit=False, minloglevel=2,
            **{k: v if k != "normalization_rule_tsv" else write(folder, v) for k, v in rules.items()},
        )
        model = sentencepiece_model_pb2.ModelProto()
        model.ParseFromString(pathlib.Path(prefix + ".model").read_bytes())
    return model.normalizer_spec.precompiled_charsmap


def write(folder, rules):
    path = pathlib.Path(folder, "rules.tsv")
    path.write_text("".join(f"{old}\t{new}\n" for old, new in rules.items()))
    return str(path)


def code_points(text):
    return " ".join(f"{ord(character):X}" for character in text)


OWN_RULES = {code_points(old): code_points(new) for old, new in {
    "A": "a", "ß": "ss", "é": "e", "e\u0301": "e", "😀": "smile", "\t": " ", "½": "1/2", "㎏": "kg", "图": "圖", "\u00ad": "",
}.items()}

split_marked = pre_tokenizers.Sequence(
    [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
)
spelled_out = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])

TOKENIZERS = {
    "bert-uncased": word_piece(lowercase=True),
    "bert-cased": word_piece(lowercase=False),
    "electra": word_piece(lowercase=True, strip_accents=False),
    "distilbert": word_piece(lowercase=False, strip_accents=True),
    "roberta": byte_level(prefix=False),
    "roberta-prefix": byte_level(prefix=True),
    "xlm-roberta": unigram(normalizers.Precompiled(charsmap(normalization_rule_name="nmt_nfkc")), split_marked),
    "xlm-roberta-nfkc": unigram(spelled_out, pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first")),
    "xlm-roberta-own-rules": unigram(
        normalizers.Sequence([
            normalizers.Precompiled(charsmap(normalization_rule_tsv=OWN_RULES)),
            normalizers.Strip(left=False, right=True),
            normalizers.Replace(Regex(" {2,}"), "▁"),
        ]),
        pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
    ),
}


def utf16(text):
    """The UTF-16 unit that each character starts at, and the end."""
    places = [0]
    for character in text:
        places.append(places[-1] + (2 if ord(character) > 0xFFFF else 1))
    return places


(FOLDER / "tokenizers").mkdir(exist_ok=True)
for name, tokenizer in TOKENIZERS.items():
    content = json.loads(tokenizer.to_str())
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
    # The whole table of nmt_nfkc is large.
    if len(text) > 150_000:
        (FOLDER / "tokenizers" / f"{name}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    else:
        (FOLDER / "tokenizers" / f"{name}.json").write_text(text)
    results = []
    for source in TEXTS:
        encoding = tokenizer.encode(source, add_special_tokens=False)
        places = utf16(source)
        results.append({
            "ids": encoding.ids,
            "offsets": [place for offsets in encoding.offsets for place in (places[offsets[0]], places[offsets[1]])],
            "words": encoding.word_ids,
        })
    golden = {"tokenizers": tokenizers.__version__, "texts": TEXTS, "results": results}
    (FOLDER / f"tokens-{name}.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")

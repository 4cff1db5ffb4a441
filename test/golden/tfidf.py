"""Golden TF-IDF vectors for src/text/tfidf-vectorizer.

Made with scikit-learn 1.9.1, numpy 2.4, Python 3.11 (Unicode 14). Run from the repository root:
    python test/golden/tfidf.py
writes test/golden/data/tfidf.json: texts, and for each set of options the feature names, the idf weights and the
non-zero values of each row.
"""

import json

import numpy

from sklearn.feature_extraction.text import TfidfVectorizer

TRAIN = [
    "The quick brown fox jumps over the lazy dog; the dog doesn't care.",
    "A quick-witted fox, e.g. Reynard, out-foxed the DOGS at 10:30 on 2024-05-01!",
    "Café, cafe\u0301 and CAFÉ are one word; naïve façade, Ångström, \u212bngström.",
    "ΟΔΥΣΣΕΥΣ sailed; ὈΔΥΣΣΕΎΣ too. Σίσυφος ΣΊΣΥΦΟΣ",
    "İstanbul ISTANBUL ıstanbul Straße STRASSE ﬁne fine",
    "snake_case __init__ a_b _ x y zz 3.14 x86_64 1st ² ½ Ⅷ ①② ١٢٣",
    "हिन्दी में लिखा हुआ पाठ और हिन्दी में",
    "中文文本分类 与 日本語のテキスト分類、カタカナ がぎぐ 中文文本分类",
    "tabs\tand\nnew\r\nlines\x0band\x0cfeeds\x1cand\x1fseparators\x85and\xa0no-break\u2003em\u3000wide\ufeffbom",
    "emoji 👩‍👩‍👧 and 😀😀 flags 🇨🇦 𝒜𝒷𝒸 𝟙𝟚𝟛 𐐀𐐁 𐐨𐐩",
    "",
    "   \n\t ",
    "!!! ??? ...",
    "don't can't won't it's l'été aujourd'hui",
    "a b c d e f g I am at it",
    "x\u0345y \u0345 zalgo z\u0335a\u0300\u0301\u0345l\u0327g\u0323o \u1b44 \u302e\u302f ก็ที่นี่",
    "soft\u00adhyphen zero\u200bwidth joiner\u200dhere non\u2011breaking word\u2060joiner",
    "repeat repeat repeat repeat the fox the fox the fox dog dog",
    "aaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb aaaaaaaa",
    "ﷺ ﷲ ㎏ ㌔ ½kg K (kelvin) Å ſ long-ſ",
]
TEST = [
    "The lazy fox out-foxed a café in İstanbul.",
    "中文文本分类 hindi हिन्दी 😀 unseen wörds entirely",
    "",
    "nothing known: qqqq wwww",
    "THE FOX THE FOX the dog_dog __init__ x86_64 \u00a0fox\x85fox",
    "ΟΔΥΣΣΕΥΣ Σίσυφος 𝒜𝒷𝒸 e\u0301te\u0301 z\u0335a",
]
plain = {"lowercase": True, "strip_accents": None, "sublinear_tf": False, "min_df": 1, "max_features": None}
CASES = {
    "word": {**plain, "analyzer": "word", "ngram_range": (1, 1)},
    "word raw": {**plain, "analyzer": "word", "ngram_range": (1, 1), "lowercase": False},
    "word 1-2 accents sublinear": {
        **plain, "analyzer": "word", "ngram_range": (1, 2), "strip_accents": "unicode", "sublinear_tf": True,
    },
    "word 2-3": {**plain, "analyzer": "word", "ngram_range": (2, 3), "strip_accents": "unicode"},
    "word min_df": {**plain, "analyzer": "word", "ngram_range": (1, 2), "strip_accents": "unicode", "min_df": 2},
    "word max_features": {**plain, "analyzer": "word", "ngram_range": (1, 1), "max_features": 5},
    "char 2-5": {**plain, "analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2, "sublinear_tf": True,
                 "strip_accents": "unicode"},
    "char 1-2": {**plain, "analyzer": "char_wb", "ngram_range": (1, 2), "strip_accents": "unicode"},
    "char raw": {**plain, "analyzer": "char_wb", "ngram_range": (1, 3), "lowercase": False, "min_df": 2},
    "char 4-5": {**plain, "analyzer": "char_wb", "ngram_range": (4, 5), "strip_accents": "unicode", "min_df": 2},
    "char 7-7": {**plain, "analyzer": "char_wb", "ngram_range": (7, 7), "strip_accents": "unicode"},
}


def rows(matrix):
    matrix = matrix.tocsr()
    matrix.sort_indices()
    bounds = zip(matrix.indptr, matrix.indptr[1:], strict=False)
    return [[matrix.indices[a:b].tolist(), matrix.data[a:b].tolist()] for a, b in bounds]


def cut_is_unique(options):
    """max_features must not cut through n-grams of one frequency: scikit-learn's choice among them is arbitrary."""
    if options["max_features"] is None:
        return True
    every = TfidfVectorizer(**{**options, "max_features": None, "use_idf": False, "norm": None}).fit_transform(TRAIN)
    totals = sorted(-numpy.asarray(every.sum(axis=0)).ravel())
    return totals[options["max_features"] - 1] < totals[options["max_features"]]


cases = []
for name, options in CASES.items():
    assert cut_is_unique(options), name
    vectorizer = TfidfVectorizer(**options)
    train = rows(vectorizer.fit_transform(TRAIN))
    cases.append({
        "name": name,
        "options": options,
        "features": vectorizer.get_feature_names_out().tolist(),
        "idf": vectorizer.idf_.tolist(),
        "train": train,
        "test": rows(vectorizer.transform(TEST)),
    })
with open("test/golden/data/tfidf.json", "w", encoding="utf8") as file:
    json.dump({"train": TRAIN, "test": TEST, "cases": cases}, file, separators=(",", ":"))

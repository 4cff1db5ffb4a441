"""Inverse document frequencies of scikit-learn, for src/text/tfidf-weights.test.ts.

Tools: Python 3, scikit-learn 1.9.
Run:   python test/golden/tfidf_weights.py   (from the repository's root)
"""

import json
import pathlib
import random

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

random.seed(7)
WORDS = "river stone lamp scroll shelf ink map star wind bread salt gate tower song wheel".split()
# Falling weights, so that document frequencies range from nearly all texts to a few.
texts = [" ".join(random.choices(WORDS, weights=range(len(WORDS), 0, -1), k=random.randint(1, 12))) for _ in range(60)]

vectorizer = TfidfVectorizer(analyzer=str.split, smooth_idf=True, sublinear_tf=True, norm=None)
matrix = vectorizer.fit_transform(texts)
vocabulary = vectorizer.vocabulary_
# norm=None leaves (1 + ln tf) * idf.
weights = [[float(matrix[row, vocabulary[word]]) for word in text.split()] for row, text in enumerate(texts)]

out = pathlib.Path("test/golden/data/tfidf_weights.json")
out.write_text(
    json.dumps(
        {
            "scikit-learn": sklearn.__version__,
            "texts": texts,
            "idf": {word: float(vectorizer.idf_[column]) for word, column in sorted(vocabulary.items())},
            "weights": weights,
        }
    )
    + "\n"
)

"""Golden linear classifiers for src/optim/linear.

Made with scikit-learn 1.9.1, numpy 2.4, Python 3.11. Run from the repository root:
    python test/golden/linear.py
writes test/golden/data/linear.json: a sparse matrix with noisy classes, and for each solver its objective,
intercepts and decision values. Tolerances are set so low that both sides stand at the minimum.
"""

import json

import numpy
from scipy import sparse
from scipy.special import expit, logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

ROWS, COLUMNS, CLASSES = 90, 120, 4
random = numpy.random.default_rng(7)
x = sparse.random(ROWS, COLUMNS, density=0.08, random_state=random, format="csr")
x.sort_indices()
truth = random.normal(size=(COLUMNS, CLASSES))
y = numpy.argmax(x @ truth + 0.3 * random.normal(size=(ROWS, CLASSES)), axis=1)
y[:3] = 3
assert len(set(y.tolist())) == CLASSES
two = (y % 2).astype(int)
class_weights = [0.5, 1.0, 2.5, 4.0]
sample_weights = numpy.round(random.uniform(0.2, 3, ROWS), 3)


def hinge_objective(model, target, cost):
    """The sum over one-vs-rest problems; cost(positive) gives C_i."""
    decisions = x @ model.coef_.T + model.intercept_
    total = 0.5 * (model.coef_**2).sum() + 0.5 * (model.intercept_**2).sum()
    for k in range(decisions.shape[1]):
        positive = target == (1 if decisions.shape[1] == 1 else k)
        sign = numpy.where(positive, 1, -1)
        total += (cost(k, positive) * numpy.maximum(0, 1 - sign * decisions[:, k]) ** 2).sum()
    return total


def softmax_objective(model, weights, strength):
    m = x @ model.coef_.T + model.intercept_
    return 0.5 * (model.coef_**2).sum() + strength * (weights * (logsumexp(m, axis=1) - m[numpy.arange(ROWS), y])).sum()


def sigmoid_objective(model, weights, strength):
    m = (x @ model.coef_.T + model.intercept_)[:, 0]
    loss = -numpy.log(numpy.where(two == 1, expit(m), expit(-m)))
    return 0.5 * (model.coef_**2).sum() + strength * (weights * loss).sum()


def record(name, model, objective, **options):
    return {
        "name": name,
        **options,
        "objective": float(objective),
        "intercept": model.intercept_.tolist(),
        "decisions": (x @ model.coef_.T + model.intercept_).ravel().tolist(),
    }


balanced = dict(enumerate(class_weights))
ones = numpy.ones(ROWS)
cases = []
for strength in (0.1, 1.0, 20.0):
    options = {"C": strength, "tol": 1e-10, "max_iter": 1_000_000, "dual": True}
    svm = LinearSVC(**options).fit(x, y)
    cases.append(record("svm", svm, hinge_objective(svm, y, lambda k, p, c=strength: c), strength=strength))
    logistic = LogisticRegression(C=strength, tol=1e-10, max_iter=100_000).fit(x, y)
    cases.append(record("softmax", logistic, softmax_objective(logistic, ones, strength), strength=strength))
    binary = LogisticRegression(C=strength, tol=1e-10, max_iter=100_000).fit(x, two)
    cases.append(record("sigmoid", binary, sigmoid_objective(binary, ones, strength), strength=strength))
options = {"tol": 1e-10, "max_iter": 1_000_000, "dual": True}
svm = LinearSVC(**options).fit(x, two)
cases.append(record("svm two", svm, hinge_objective(svm, two, lambda k, p: 1.0), strength=1))
svm = LinearSVC(class_weight=balanced, **options).fit(x, y)
value = hinge_objective(svm, y, lambda k, p: numpy.where(p, class_weights[k], 1.0))
cases.append(record("svm class weights", svm, value, strength=1))
svm = LinearSVC(**options).fit(x, y, sample_weight=sample_weights)
cases.append(record("svm sample weights", svm, hinge_objective(svm, y, lambda k, p: sample_weights), strength=1))
logistic = LogisticRegression(class_weight=balanced, tol=1e-10, max_iter=100_000).fit(x, y)
value = softmax_objective(logistic, numpy.array(class_weights)[y], 1)
cases.append(record("softmax class weights", logistic, value, strength=1))

with open("test/golden/data/linear.json", "w", encoding="utf8") as file:
    data = {
        "rows": ROWS,
        "columns": COLUMNS,
        "indptr": x.indptr.tolist(),
        "indices": x.indices.tolist(),
        "values": x.data.tolist(),
        "classes": y.tolist(),
        "two": two.tolist(),
        "classWeights": class_weights,
        "sampleWeights": sample_weights.tolist(),
        "cases": cases,
    }
    json.dump(data, file, separators=(",", ":"))

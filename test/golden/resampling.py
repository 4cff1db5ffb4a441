"""Bootstrap intervals, distributions, McNemar's test and Holm's correction, as scipy and statsmodels compute them.

Tools: Python 3, scipy 1.17.1, statsmodels 0.15.0, numpy.
Run from the repository's root: python test/golden/resampling.py
"""

import json

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(3)


def bootstrap(name, data, statistic, confidence):
    """The resamples' figures are given, so that only the intervals are compared."""
    both = {}
    for method in ("percentile", "BCa"):
        result = stats.bootstrap(
            (data,), statistic, n_resamples=499, confidence_level=confidence, method=method, rng=np.random.default_rng(1)
        )
        both[method.lower()] = [float(v) for v in result.confidence_interval]
        replicates = result.bootstrap_distribution
    return {
        "statistic": name,
        "confidence": confidence,
        "data": data.tolist(),
        "replicates": replicates.tolist(),
        **both,
        "standardError": float(result.standard_error),
    }


def tables():
    for b, c in [(0, 0), (1, 0), (5, 5), (10, 2), (3, 17), (121, 59), (400, 380), (1200, 1000)]:
        table = [[50, b], [c, 20]]
        exact, corrected = mcnemar(table, exact=True), mcnemar(table, exact=False, correction=True)
        differ = b + c > 0
        yield {
            "onlyFirst": b,
            "onlySecond": c,
            "exact_p": float(exact.pvalue) if differ else 1.0,
            # scipy's formula for |b - c| = 0 would give (-1)^2; the correction never goes below 0 here.
            "chi_square": float(corrected.statistic) if differ and b != c else 0.0,
            "corrected_p": float(corrected.pvalue) if differ and b != c else 1.0,
        }


p_values = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04]
result = {
    "bootstrap": [
        bootstrap("mean", rng.normal(size=60), np.mean, 0.95),
        bootstrap("mean", rng.exponential(size=40), np.mean, 0.9),
        bootstrap("mean", (rng.uniform(size=80) < 0.9).astype(float), np.mean, 0.95),
        bootstrap("spread", rng.exponential(size=50), np.std, 0.95),
    ],
    "normal": [[z, float(stats.norm.cdf(z))] for z in (-12, -8, -5, -2.83, -1.96, -0.3, 0, 0.7, 1.99, 2.9, 6)],
    "quantiles": [[q, float(stats.norm.ppf(q))] for q in (1e-12, 1e-5, 0.005, 0.025, 0.3, 0.5, 0.9, 0.975, 0.9999)],
    "binomial": [
        [k, n, p, float(stats.binom.cdf(k, n, p))]
        for k, n, p in [(0, 1, 0.5), (3, 10, 0.2), (59, 180, 0.5), (380, 780, 0.5), (20, 5000, 0.004), (7500, 10000, 0.75)]
    ],
    "bounds": [
        [k, n, d, float(stats.beta.ppf(1 - d, k + 1, n - k))]
        for k, n, d in [(0, 10, 0.05), (0, 1000, 0.001), (3, 50, 0.05), (40, 800, 0.01), (799, 800, 0.05)]
    ],
    "mcnemar": list(tables()),
    "holm": {"p": p_values, "adjusted": multipletests(p_values, method="holm")[1].tolist()},
}
with open("test/golden/data/resampling.json", "w") as file:
    json.dump(result, file)
    file.write("\n")

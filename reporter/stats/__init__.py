"""Intervals, tests and rates on plain numbers; each cites its source.

Plain functions on numbers and arrays, usable on their own.  Per cent never enters
here: shares are fractions in 0..1.  One file for each subject.
"""

from reporter.stats.agreement import Kappa, cohen_kappa
from reporter.stats.breaks import Change, changepoint
from reporter.stats.course import Baseline, baseline, onset, peak_hours, recovery, second_peaks, seed_of
from reporter.stats.curve import Peak, peak_rate, rolling_rate
from reporter.stats.growth import Growth, growth
from reporter.stats.imperfect import rogan_gladen
from reporter.stats.missing import filled
from reporter.stats.ordinal import OddsRatios, ordinal_logit
from reporter.stats.poisson import PoissonStep, poisson_step
from reporter.stats.ppi import Estimate, Rest, difference, labels_for, ppi_mean, share_interval, stratified
from reporter.stats.ranks import SignedRank, more_likely, ranks, wilcoxon
from reporter.stats.ratios import Ratio, fieller, log_ratio, ratio_of_ratios
from reporter.stats.resample import block_bootstrap, cluster_bootstrap, permutation_rank
from reporter.stats.response import (
    Frame,
    bucketed,
    early_t,
    log_counts,
    logit_share,
    own_day,
    peak_middle,
    response_frame,
)
from reporter.stats.several import holm
from reporter.stats.shares import goodman, newcombe, wilson, z_value
from reporter.stats.step import StepFit, gls_ar1_step, without_step
from reporter.stats.survival import Survival, kaplan_meier
from reporter.stats.unequal import gini, hhi, top_share

__all__ = [
    "Baseline",
    "Change",
    "Estimate",
    "Frame",
    "Growth",
    "Kappa",
    "OddsRatios",
    "Peak",
    "PoissonStep",
    "Ratio",
    "Rest",
    "SignedRank",
    "StepFit",
    "Survival",
    "baseline",
    "block_bootstrap",
    "bucketed",
    "changepoint",
    "cluster_bootstrap",
    "cohen_kappa",
    "difference",
    "early_t",
    "fieller",
    "filled",
    "gini",
    "gls_ar1_step",
    "goodman",
    "growth",
    "hhi",
    "holm",
    "kaplan_meier",
    "labels_for",
    "log_counts",
    "log_ratio",
    "logit_share",
    "more_likely",
    "newcombe",
    "onset",
    "ordinal_logit",
    "own_day",
    "peak_hours",
    "peak_middle",
    "peak_rate",
    "permutation_rank",
    "poisson_step",
    "ppi_mean",
    "ranks",
    "ratio_of_ratios",
    "recovery",
    "response_frame",
    "rogan_gladen",
    "rolling_rate",
    "second_peaks",
    "seed_of",
    "share_interval",
    "stratified",
    "top_share",
    "wilcoxon",
    "wilson",
    "without_step",
    "z_value",
]

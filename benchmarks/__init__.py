"""Speeds and sizes, measured in one run on one machine, as ratios to what the same run measured beside them.

`python -m benchmarks.run` (Linux or macOS; `--quick` for a short run).  Seconds are
CPU seconds, user and system, of a whole process with its children: they hardly
change when others use the machine, wall-clock seconds do.
"""

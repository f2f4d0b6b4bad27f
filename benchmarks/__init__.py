"""
What the product promises, measured: each row beside its baseline in one run, as a ratio.

Baselines stand in `baselines.py` and use no code of the product. Absolute figures drift between machines; ratios
do not. `make bench` writes docs/benchmarks.md; `make bench ARGS="queue decision"` runs some rows and writes nothing.
"""

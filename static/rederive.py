"""Check every award of a published round. Usage: python3 rederive.py round.json (nothing but Python is needed)"""

import hashlib
import json
import sys
from pathlib import Path

MICRO = 1_000_000  # a level is cover in millionths of a day


def packs_of(line, item):
    """A line's packs: how many of its keys (step, level before the pack, tie, pack) lie below the first refused key."""
    stock, demand = line["stock"], line["demand"]
    held = 0
    while held < line["request"]:
        level = MICRO * (stock + item["unit"] * held) // demand
        steps = enumerate(item["ladder"])
        step = next((n for n, s in steps if line["tier"] in s["tiers"] and level < s["target"]), None)
        if step is None or (item["cutoff"] and [step, level, line["tie"], held] >= item["cutoff"]):
            break
        held += 1
    return held


round_ = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
if hashlib.sha256(round_["seed"].encode()).hexdigest() != round_["seed_commitment"]:
    sys.exit("The seed is not the one that was promised.")
every = [(line, item) for item in round_["items"] for line in item["lines"]]
wrong = [line["line"] for line, item in every if packs_of(line, item) != line["packs"]]
too_many = [i["item"] for i in round_["items"] if sum(line["packs"] for line in i["lines"]) > i["supply"]]
print(
    f"{len(every)} lines, {len(wrong)} wrong {wrong}; more handed out than there was: {too_many or 'nothing'}"
)
sys.exit(bool(wrong or too_many))

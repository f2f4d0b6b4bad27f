"""The parts in which a policy set is edited, each a page; a field that no part names is a part of its own."""

from reopening.policy.body import PolicyBody

GENERAL = "general"
GROUPS: dict[str, tuple[str, ...]] = {
    "general": ("mode", "commitment", "on_commitment"),
    "sources": ("sources",),
    "scope": ("excluded_divisions", "bounds_below"),
    "lead_time": ("lead_time",),
    "answer": ("answer", "lanes", "escalation"),
    "deciders": ("deciders", "special_deciders"),
    "firm_classes": ("firm_classes", "negative_list"),
    "phases": ("phases",),
    "refiling": ("refiling",),
    "papers": ("papers",),
    "plan": ("plan",),
    "posts": ("posts",),
    "shifts": ("shifts",),
    "screening": ("screening",),
    "supplies": ("exposed_posts", "supplies"),
    "supply_groups": ("supply_groups", "ladder"),
    "gates": ("gates",),
    "conditions": ("conditions",),
    "certificate": ("certificate",),
    "reporting": ("reporting",),
    "review_steps": ("review_steps",),
    "priorities": ("priorities",),
    "signatures": ("signatures",),
    "batches": ("batches",),
    "publication": ("publication",),
    "stops": ("stops",),
    "appeals": ("appeals",),
    "reasons": ("return_reasons", "reject_reasons"),
}
# Where a mistake between parts can be mended.
PART_OF_CODE = {
    "bands_broken": "deciders",
    "band_empty": "deciders",
    "bands_open": "deciders",
    "exposed_unnamed": "supplies",
    "one_rest": "phases",
    "steps_disorder": "answer",
}


def parts() -> dict[str, tuple[str, ...]]:
    """Fields of the body by part, in the order of the pages."""
    placed = {name for names in GROUPS.values() for name in names}
    rest = {name: (name,) for name in PolicyBody.model_fields if name not in placed}
    known = {
        part: tuple(name for name in names if name in PolicyBody.model_fields)
        for part, names in GROUPS.items()
    }
    return {part: names for part, names in (known | rest).items() if names}


def part_of(field: str) -> str:
    """The part that has this field of the body."""
    return next((part for part, names in parts().items() if field in names), GENERAL)

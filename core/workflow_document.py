"""`docs/workflow.md`, made from the transition tables."""

from collections.abc import Iterator

from django.db.models import Model

from core.packages import modules
from core.workflow import Move, Transition, Workflow

HEAD = """# Who may do what

Made from the transition tables by `make docs`; do not edit. Each verb is the name of a service function, a URL,
an API action and an audit event: search for it.
"""


def records() -> Iterator[tuple[type[Model], frozenset[Move]]]:
    """Every record whose state is moved, by verbs of its own or along with another record, and its moves."""
    for module in modules("transitions"):
        tables = vars(module)
        for record, table in tables.get("MOVED_BY", {}).items():
            yield record, table.moves
        yield from tables.get("MOVED_ALONG", {}).items()


def workflows() -> Iterator[tuple[str, Workflow]]:
    """Every table of every package: `("reopening: application", APPLICATION)`."""
    for module in modules("transitions"):
        for name, table in vars(module).items():
            if isinstance(table, Workflow):
                yield f"{module.__package__}: {name.lower()}", table


def document() -> str:
    return HEAD + "".join(chapter(name, table) for name, table in workflows())


def chapter(name: str, table: Workflow) -> str:
    arrows = "\n".join(
        f"    {source} --> {rule.target or source}: {verb}"
        for verb, rule in table.items()
        for source in sorted(rule.sources)
    )
    rows = "\n".join(
        f"| `{verb}` | {', '.join(sorted(rule.sources))} | {rule.target or '(stays)'} | {how(rule)} |"
        for verb, rule in table.items()
    )
    return (
        f"\n## {name}\n\n```mermaid\nstateDiagram-v2\n{arrows}\n```\n\n"
        f"| verb | from | to | who |\n|---|---|---|---|\n{rows}\n"
    )


def how(rule: Transition) -> str:
    """Who may, and in the course of what."""
    return who(rule.allowed) + (f" In the course of: {rule.part_of}." if rule.part_of else "")


def who(predicate: object) -> str:
    """The predicate's name and the first line of its docstring."""
    doc = (getattr(predicate, "__doc__", "") or "").strip().split("\n")[0]
    name = f"`{getattr(predicate, '__name__', predicate)}`"
    return f"{name}: {doc}" if doc else name

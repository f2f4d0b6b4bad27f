"""The habits of the house that a machine can hold. Each names what to do instead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from config.api import router
from core.background import Task
from core.notifications import notices

ROOT = Path(__file__).parent.parent
PACKAGES = ("approvals", "config", "core", "ops", "reopening", "supplies")
WINGS = ("approvals", "core", "reopening", "supplies")
SOURCES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# Deny by default: what may be seen without signing in, and why.
PUBLIC = {
    "core:live": "a load balancer asks",
    "core:ready": "a load balancer asks",
    "set_language": "the switch of languages is on the sign-in page too",
    "schema": "who writes a program reads it first",
    "api-docs": "who writes a program reads it first",
    "reopening:sign-up": "a firm has no account yet",
    "reopening:invitation": "who is invited may have no account yet",
    "reopening:join": "who asks to join may have no account yet",
    "approvals:verify": "a guard at the gate has no account",
    "approvals:scan": "a guard at the gate has no account",
    "approvals:scan-worker": "keeps the guard's page on the phone",
    "approvals:certificate-keys": "who checks a certificate without a network",
    "supplies:courier-worker": "keeps the courier's pages on the phone; it holds no data",
    "supplies:public-round": "everybody may see how supplies were shared; no firm is named",
    "supplies:public-round-file": "the same as a file, for whoever checks it",
    "approvals:register": "the public register",
    "approvals:register-json": "the public register, for programs",
    "approvals:register-csv": "the public register, for programs",
    "approvals:publication": "the list of one batch",
    "approvals:publication-pdf": "the list of one batch, to hang up",
    "approvals:publication-csv": "the list of one batch, for a spreadsheet",
    "approvals:publications": "all public notices",
    "reopening:declare": "an employee declares without an account: the link, then the code",
    "reopening:declare-join": "an employee without a code, where the firm allows it",
    "reopening:declare-consent": "an employee with a code",
    "reopening:declare-answers": "an employee with a code",
    "reopening:declare-done": "an employee with a code",
    "reopening:declare-withdraw": "an employee with a code",
    "reopening:declare-leave": "an employee hands the phone on",
    "api:declaration-detail": "an employee's own form, by the link and the code",
    "reopening:take-over": "a firm that others filed for has no account yet; the one-time code is asked for",
    "reopening:look-up": "in the sign-up form: what the public register of firms says",
    "core:check": "while typing, also where people have no account; it knows places and trades only",
    "api:verify-detail": "a guard's program has no account",
    "api:register-list": "the public register",
    "api:firm-look-up": "what the public register of firms says of a credit code",
    "api:firm-list": "signing up; the list itself asks for an account",
}
# Imported where it is used: WeasyPrint takes seconds and belongs into the worker only.
LAZY_IMPORTS = {"pyvrp", "weasyprint", "pydyf", "fontTools", "pyhanko", "pyhanko_certvalidator"}
LAZY_IMPORTS |= {"pypdfium2", "zxingcpp"}  # only the worker looks at papers
LAZY_IMPORTS |= {"reopening.table_files.workbook_rows"}  # most files that a reader starts for are none
# POST that neither creates, decides, allocates nor delivers.
PLAIN_POSTS: dict[str, str] = {
    "ExportViewSet.download": "hands a file out and puts that down; a second look is a second look",
    "ApplicationViewSet.download_document": "hands a file out and puts that down; a second look is a second look",
    "AppealViewSet.download_paper": "hands a file out and puts that down; a second look is a second look",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in SOURCES:
        yield name_of(path), ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_files_and_functions_stay_short(path):
    text = path.read_text(encoding="utf-8")
    long = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]

    assert not long, "split it by what it does"
    assert text.count("\n") <= LONGEST_FILE, "split it by noun"


# Conditions move with their application; a set of the operator's own files replaces its last version at the start.
MOVE_WITH_OTHERS = {"reopening/services/conditions.py", "reopening/services/policies.py"}


def assigns_status(node):
    """Whether this assigns `x.status`, or writes that column by a query: `update`, `bulk_update`, `update_fields`."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        named = [part for target in targets for part in getattr(target, "elts", [target])]
        return any(isinstance(each, ast.Attribute) and each.attr == "status" for each in named)
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    given = [*node.args, *(word.value for word in node.keywords)]
    texts = {each.value for arg in given for each in ast.walk(arg) if isinstance(each, ast.Constant)}
    keywords = {word.arg for word in node.keywords}
    return (name == "update" and "status" in keywords) or (
        (name in {"bulk_update", "setattr"} or "update_fields" in keywords) and "status" in texts
    )


def test_only_the_engine_assigns_status():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        if name.split("/")[0] in WINGS and name not in {"core/workflow.py", *MOVE_WITH_OTHERS}
        for node in ast.walk(tree)
        if assigns_status(node)
    ]

    assert not found, "move it by a verb of the transition table"


def test_work_goes_through_the_outbox():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        if name != "core/relay.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"delay", "apply_async", "send_task"}
    ]

    assert not found, "use core.background.enqueue"


def test_own_logic_uses_no_signals():
    found = [
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.dispatch", "django.db.models.signals"))
    ]

    assert not found, "call the service"


def test_imports_stand_at_the_top():
    found = [
        f"{name}:{inner.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        and name != "manage.py"
        and not LAZY_IMPORTS & {first_name(inner), getattr(inner, "module", None)}
    ]

    assert not found, "a cycle is mended by moving the thing, not by hiding the import"


def first_name(node: ast.Import | ast.ImportFrom) -> str:
    module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
    return (module or "").split(".")[0]


def test_every_enqueued_path_is_a_task():
    paths = {
        (name, node.args[0].value)
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "enqueue"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }

    assert paths
    for name, path in paths:
        assert isinstance(import_string(path), Task), f"{name} enqueues {path}"


def test_every_kind_of_notice_has_words():
    kinds = {
        (name, node.args[1].value)
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "notify"
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    }

    assert {kind for _name, kind in kinds} <= set(notices())


def test_nothing_is_marked_safe():
    found = [
        name_of(path) for path in TEMPLATES if re.search(r"\|\s*safe\b|autoescape off", path.read_text())
    ]
    found += [
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"mark_safe", "SafeString"}
    ]

    assert not found, "let the template escape it; format_html for markup"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_keep_the_content_security_policy(path):
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.DOTALL)
    printed = "certificates/" in str(path)  # drawn by WeasyPrint, never sent to a browser

    assert printed or not re.search(r"\sstyle=", text), "use a class of static/css"
    assert not re.search(r"\son[a-z]+=\"", text), "use a file of static/js"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "use a file of static/js"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_forms_that_post_carry_the_token(path):
    text = path.read_text()

    for form in re.findall(r"<form\b.*?</form>", text, flags=re.DOTALL):
        if re.search(r'method="post"', form, flags=re.IGNORECASE):
            assert "csrf_token" in form


def patterns(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from patterns(entry, inner)
        else:
            yield ":".join((*namespaces, entry.name or "")), entry


def test_the_public_addresses_are_these():
    """allauth's own pages decide for themselves; the API's are guarded by its permissions, checked below."""
    public = {
        name
        for name, entry in patterns(get_resolver())
        if not getattr(entry.callback, "login_required", True)
        and not hasattr(entry.callback, "cls")
        and "allauth" not in entry.callback.__module__
    }
    public |= {"schema", "api-docs"}

    assert public == {name for name in PUBLIC if not name.startswith("api:")}


def api_views() -> Iterator[tuple[str, type, dict[str, str]]]:
    for _prefix, viewset, basename in router.registry:
        for route in router.get_routes(viewset):
            mapping = router.get_method_map(viewset, route.mapping)
            if mapping:
                yield route.name.format(basename=basename), viewset, mapping


def test_the_api_asks_who_you_are():
    public = {
        f"api:{name}"
        for name, viewset, _mapping in api_views()
        if any(permission.__name__ == "AllowAny" for permission in viewset.permission_classes)
    }

    assert public <= set(PUBLIC)


def test_a_post_that_matters_happens_once():
    loose = {
        f"{viewset.__name__}.{mapping['post']}"
        for _name, viewset, mapping in api_views()
        if "post" in mapping and not getattr(getattr(viewset, mapping["post"]), "idempotent", False)
    }

    assert loose == set(PLAIN_POSTS), "decorate it with core.api.idempotency.idempotent"


def test_migrations_of_append_only_tables_have_their_triggers():
    for table in (
        *("core_auditevent", "core_auditanchor", "reopening_recheck"),
        *("supplies_movement", "supplies_posting", "supplies_countday"),
    ):
        package = table.split("_")[0]
        text = "".join(path.read_text() for path in (ROOT / package / "migrations").glob("0*.py"))
        assert f'append_only("{table}")' in text

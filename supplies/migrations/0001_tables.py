import datetime as dt
import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("supplies", "0001_supplies"),
        ("supplies", "0002_append_only"),
        ("supplies", "0003_held"),
        ("supplies", "0004_places_and_counts"),
        ("supplies", "0005_dispatch_plans"),
        ("supplies", "0006_purchases"),
        ("supplies", "0007_courier_and_exceptions"),
        ("supplies", "0008_only_moves"),
        ("supplies", "0009_orders_changed_and_urgent"),
    ]

    dependencies = [
        ("core", "0001_tables"),
        ("reopening", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(max_length=80, verbose_name="name in English")),
                (
                    "unit",
                    models.CharField(
                        choices=[("piece", "pieces"), ("pair", "pairs"), ("ml", "ml")],
                        default="piece",
                        max_length=10,
                        verbose_name="unit",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consumable", "used up per head and day"),
                            ("durable", "kept per head, not used up"),
                            ("area", "used up per floor area and day"),
                        ],
                        default="consumable",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("use_units", models.PositiveIntegerField(default=1, verbose_name="use (base units)")),
                ("use_per", models.PositiveIntegerField(default=1, verbose_name="for so many heads or m²")),
                ("pack_units", models.PositiveIntegerField(verbose_name="units in a box")),
                (
                    "inner_pack_units",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="units in an inner pack"),
                ),
                ("loose_allowed", models.BooleanField(default=False, verbose_name="may be handed out loose")),
                (
                    "min_shelf_days",
                    models.PositiveIntegerField(default=0, verbose_name="least days before expiry"),
                ),
            ],
            options={
                "verbose_name": "item",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pack_units__gte", 1), ("use_per__gte", 1), ("use_units__gte", 1)
                        ),
                        name="item_amounts_positive",
                        violation_error_message="Use and pack must be at least 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("inner_pack_units__isnull", True), ("inner_pack_units__gte", 1), _connector="OR"
                        ),
                        name="item_inner_pack_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supplier", "Source department or supplier"),
                            ("depot", "Depot"),
                            ("in_transit", "On the way"),
                            ("firm", "Firm"),
                            ("waste", "Written off"),
                            ("adjustment", "Count differences"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=160, verbose_name="name in English")),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.division"
                    ),
                ),
                (
                    "firm",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="place",
                        to="reopening.firm",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "In use"), ("closed", "Not in use")], default="open", max_length=10
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bureau", "from a department"),
                            ("donated", "donated"),
                            ("on_behalf", "bought on behalf of a firm"),
                        ],
                        max_length=10,
                        verbose_name="kind of source",
                    ),
                ),
                (
                    "near_expiry_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="goods are near their day when so many days are left"
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="place_point_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("firm__isnull", False), ("kind", "firm")),
                            models.Q(models.Q(("kind", "firm"), _negated=True), ("firm__isnull", True)),
                            _connector="OR",
                        ),
                        name="place_firm_only_of_firms",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "supplier"), models.Q(("source", ""), _negated=True)),
                            models.Q(models.Q(("kind", "supplier"), _negated=True), ("source", "")),
                            _connector="OR",
                        ),
                        name="place_source_of_suppliers",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["in_transit", "waste", "adjustment"])),
                        fields=("division", "kind"),
                        name="place_one_of_its_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DispatchPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Being computed"),
                            ("proposed", "Proposed"),
                            ("accepted", "Accepted"),
                            ("discarded", "Discarded"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.job",
                    ),
                ),
                ("problem", models.JSONField()),
                ("result", models.JSONField(default=dict)),
                ("problem_sha256", models.CharField(max_length=64)),
                ("plan_sha256", models.CharField(blank=True, max_length=64)),
                ("made_by", models.CharField(blank=True, max_length=40)),
                ("length_m", models.PositiveBigIntegerField(null=True)),
                ("greedy_m", models.PositiveBigIntegerField(null=True)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("greedy_left_out", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "dispatch plan",
                "indexes": [models.Index(fields=["division", "-id"], name="dispatch_plan_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="dispatch_plan_accepted_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["waiting", "proposed"])),
                        fields=("division", "day"),
                        name="dispatch_plan_one_open",
                        violation_error_message="A plan for this day is open already. Accept or discard it first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["proposed", "accepted"]), _negated=True),
                            models.Q(
                                ("greedy_m__isnull", False),
                                ("length_m__isnull", False),
                                models.Q(("plan_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="dispatch_plan_proposed_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                    ),
                ),
                ("file_name", models.CharField(max_length=120)),
                ("content", models.BinaryField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.job",
                    ),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("refusal", models.JSONField(null=True)),
                ("refused", models.JSONField(default=list)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "list of orders",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="order_file_confirmed_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.UniqueConstraint(fields=("division", "digest"), name="order_file_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True), ("content__isnull", True), _connector="OR"
                        ),
                        name="order_file_bytes_removed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("confirmed_at__gte", models.F("checked_at")),
                            _connector="OR",
                        ),
                        name="order_file_checked_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DailyQuota",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotas",
                        to="supplies.place",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.item"
                    ),
                ),
                ("units", models.PositiveBigIntegerField(verbose_name="units a day")),
            ],
            options={
                "verbose_name": "daily quota",
                "constraints": [models.UniqueConstraint(fields=("place", "item"), name="daily_quota_once")],
            },
        ),
        migrations.CreateModel(
            name="StockFloor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="floors",
                        to="supplies.place",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.item"
                    ),
                ),
                ("units", models.PositiveBigIntegerField(verbose_name="least base units")),
            ],
            options={
                "verbose_name": "least stock",
                "constraints": [models.UniqueConstraint(fields=("place", "item"), name="stock_floor_once")],
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="supplies.item",
                    ),
                ),
                ("lot_no", models.CharField(max_length=60, verbose_name="lot number")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="best before")),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="supplies.place"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("bureau", "from a department"),
                            ("donated", "donated"),
                            ("on_behalf", "bought on behalf of a firm"),
                        ],
                        default="bureau",
                        max_length=10,
                        verbose_name="how it came",
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=120, verbose_name="document")),
                (
                    "status",
                    models.CharField(
                        choices=[("released", "Released"), ("held", "Held"), ("recalled", "Recalled")],
                        default="released",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name": "lot",
                "constraints": [
                    models.UniqueConstraint(fields=("item", "supplier", "lot_no"), name="lot_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CountDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "depot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="count_days",
                        to="supplies.place",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("closed_at", models.DateTimeField()),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "closed day of a depot",
                "constraints": [models.UniqueConstraint(fields=("depot", "day"), name="count_day_once")],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="reopening.application",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="reopening.firm",
                    ),
                ),
                ("division_code", models.CharField(max_length=9)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "Government supply"),
                            ("purchase_on_behalf", "Buying on behalf"),
                            ("errand", "Errand"),
                        ],
                        default="government",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Open"),
                            ("delivered", "Delivered"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "urgent_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why it cannot wait"),
                ),
                ("expedited_at", models.DateTimeField(null=True)),
                (
                    "expedited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order_file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="supplies.orderfile",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="supplies.order",
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("submitted_at", models.DateTimeField(null=True)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("delivered_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "supply order",
                "indexes": [
                    models.Index(fields=["division_code", "status", "id"], name="order_queue"),
                    models.Index(fields=["firm", "-id"], name="order_of_firm"),
                    models.Index(
                        condition=models.Q(
                            ("status", "submitted"), models.Q(("urgent_reason", ""), _negated=True)
                        ),
                        fields=["division_code", "id"],
                        name="order_urgent",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)),
                            models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="order_submitted_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expedited_at__isnull", True), ("expedited_by__isnull", True)),
                            models.Q(("expedited_at__isnull", False), ("expedited_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="order_expedited_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "government"), ("status__in", ["draft", "submitted"])),
                        fields=("application",),
                        name="order_one_open_per_application",
                        violation_error_message="There is an open order for this application already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "depot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="supplies.place"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "courier",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("vehicle", models.CharField(blank=True, max_length=60, verbose_name="vehicle")),
                (
                    "dispatch_plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="supplies.dispatchplan",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("planned", "Planned"),
                            ("departed", "On the road"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("length_m", models.PositiveIntegerField(null=True)),
                ("plan_sha256", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("departed_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "dispatch run",
                "indexes": [models.Index(fields=["courier", "day"], name="run_of_courier")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["departed", "closed"]), _negated=True),
                            ("courier__isnull", False),
                            _connector="OR",
                        ),
                        name="run_needs_a_courier",
                        violation_error_message="A run needs a courier before it departs.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Vehicle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "depot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vehicles",
                        to="supplies.place",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="number plate")),
                ("capacity", models.PositiveIntegerField(verbose_name="boxes it holds")),
                (
                    "courier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("starts_at", models.TimeField(default=dt.time(8, 0), verbose_name="may leave from")),
                ("ends_at", models.TimeField(default=dt.time(18, 0), verbose_name="must be back by")),
                (
                    "shift_minutes",
                    models.PositiveIntegerField(default=480, verbose_name="longest tour in minutes"),
                ),
                ("is_in_use", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "vehicle",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("depot", "name"),
                        name="vehicle_once_per_depot",
                        violation_error_message="This depot has a vehicle with this number plate already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                        name="vehicle_hours_in_order",
                        violation_error_message="It must be back later than it may leave.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("capacity__gte", 1),
                            ("capacity__lte", 100000),
                            ("shift_minutes__gte", 1),
                            ("shift_minutes__lte", 1440),
                        ),
                        name="vehicle_figures_in_bounds",
                        violation_error_message="Boxes: 1 to 100,000. Longest tour: 1 minute to a day.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DoorHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="door_hours",
                        to="supplies.place",
                    ),
                ),
                ("opens_at", models.TimeField(verbose_name="from")),
                ("closes_at", models.TimeField(verbose_name="to")),
            ],
            options={
                "verbose_name": "hours at the door",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opens_at__lt", models.F("closes_at"))),
                        name="door_hours_in_order",
                        violation_error_message="The end must be later than the beginning.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.division"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.item"
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.place"
                    ),
                ),
                ("price_fen", models.PositiveBigIntegerField(verbose_name="price")),
                ("price_units", models.PositiveIntegerField(verbose_name="for so many base units")),
                ("freight_fen", models.PositiveBigIntegerField(default=0, verbose_name="freight")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Firms are asked"),
                            ("placed", "Ordered"),
                            ("received", "Received"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("placed_at", models.DateTimeField(null=True)),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.CharField(blank=True, max_length=120, verbose_name="order number of the seller"),
                ),
            ],
            options={
                "verbose_name": "purchase on behalf",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("placed_at__isnull", True), ("placed_by__isnull", True)),
                            models.Q(("placed_at__isnull", False), ("placed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="purchase_placed_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_units__gte", 1)),
                        name="purchase_price_for_something",
                        violation_error_message="Please say for how many base units the price is.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.place"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.place"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("on_the_way", "On the way"),
                            ("arrived", "Arrived"),
                            ("called_back", "Called back"),
                        ],
                        default="on_the_way",
                        max_length=12,
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=120, verbose_name="document")),
                ("sent_at", models.DateTimeField()),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "transfer",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="transfer_ended_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="transfer_between_two_depots",
                        violation_error_message="Please choose another depot.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="supplies.place",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="supplies.lot",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.firm",
                    ),
                ),
                ("on_hand", models.BigIntegerField(default=0)),
                ("reserved", models.BigIntegerField(default=0)),
                ("may_be_negative", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "stock",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "lot", "owner"), name="balance_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reserved__gte", 0),
                            models.Q(
                                ("on_hand__gte", models.F("reserved")),
                                models.Q(("may_be_negative", True), ("reserved", 0)),
                                _connector="OR",
                            ),
                        ),
                        name="balance_never_below_zero",
                        violation_error_message="There is not that much in stock.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="supplies.order",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.item"
                    ),
                ),
                ("quantity", models.PositiveBigIntegerField(verbose_name="quantity")),
                (
                    "reported",
                    models.PositiveBigIntegerField(
                        default=0, verbose_name="in hand, by the firm's own count"
                    ),
                ),
                ("awarded", models.PositiveBigIntegerField(default=0)),
                ("loaded", models.PositiveBigIntegerField(default=0)),
                ("delivered", models.PositiveBigIntegerField(default=0)),
                ("cancelled", models.PositiveBigIntegerField(default=0)),
                ("to_purchase", models.PositiveBigIntegerField(default=0)),
                ("is_settled", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "order line",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "quantity__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("cancelled"), "+", models.F("to_purchase")
                                ),
                            )
                        ),
                        name="order_line_given_up_once",
                    ),
                    models.UniqueConstraint(
                        fields=("order", "item"),
                        name="order_line_once",
                        violation_error_message="Each item stands in an order once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1), ("quantity__lte", 1000000000)),
                        name="order_line_quantity_sane",
                        violation_error_message="Please give a quantity from 1 to 1,000,000,000.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "awarded__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("delivered"), "+", models.F("loaded")
                                ),
                            )
                        ),
                        name="order_line_awarded_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("frozen", "Frozen"),
                            ("computed", "Computed"),
                            ("published", "Published"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency_rounds",
                        to="supplies.order",
                    ),
                ),
                (
                    "policy_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.policyset",
                    ),
                ),
                ("algorithm", models.CharField(max_length=20)),
                ("seed", models.CharField(max_length=64)),
                ("seed_commitment", models.CharField(max_length=64)),
                ("input_sha256", models.CharField(blank=True, max_length=64)),
                ("result_sha256", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "allocation round",
                "indexes": [models.Index(fields=["division", "-day", "-id"], name="round_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(
                                ("published_at__isnull", False),
                                models.Q(("input_sha256", ""), _negated=True),
                                models.Q(("result_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="round_published_is_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="supplies.run",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stops", to="reopening.firm"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stops", to="supplies.place"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "To be delivered"),
                            ("delivered", "Delivered"),
                            ("failed", "Not delivered"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("address", models.CharField(max_length=200)),
                ("planned_at", models.DateTimeField(null=True)),
                ("nonce", models.CharField(max_length=32)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0)),
                (
                    "fail_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nobody_there", "Nobody was there"),
                            ("refused", "The firm refused the goods"),
                            ("not_found", "The address was not found"),
                            ("stopped", "The firm has been stopped"),
                            ("vehicle", "The vehicle broke down"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "stop",
                "indexes": [models.Index(fields=["run", "sequence"], name="stop_in_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="stop_ended_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.UniqueConstraint(fields=("run", "firm"), name="stop_once_per_firm"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "failed"), models.Q(("fail_reason", ""), _negated=True)),
                            models.Q(models.Q(("status", "failed"), _negated=True), ("fail_reason", "")),
                            _connector="OR",
                        ),
                        name="stop_failed_says_why",
                        violation_error_message="Please say why the delivery failed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="supplies.transfer",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.lot"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.firm",
                    ),
                ),
                ("sent", models.PositiveBigIntegerField()),
                ("arrived", models.PositiveBigIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "line of a transfer",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("transfer", "lot", "owner"), name="transfer_line_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sent__gte", 1)), name="transfer_line_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrived__isnull", True),
                            ("arrived", models.F("sent")),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="transfer_line_says_why",
                        violation_error_message="Please say why another quantity arrived.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receive", "Received"),
                            ("transfer", "Moved between depots"),
                            ("issue", "Loaded for delivery"),
                            ("deliver", "Delivered"),
                            ("return", "Returned"),
                            ("write_off", "Written off"),
                            ("count", "Corrected by count"),
                            ("reverse", "Reversed"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="supplies.movement",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("document", models.CharField(blank=True, max_length=120, verbose_name="document")),
                (
                    "stop",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="supplies.stop",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="supplies.run",
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "stock movement",
                "indexes": [models.Index(fields=["division", "-id"], name="movement_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "reverse"),
                                ("reverses__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "reverse"), _negated=True), ("reverses__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="movement_reversal_names_what_and_why",
                        violation_error_message="A reversal names the movement it reverses, and the reason.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="supplies.round",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.item"
                    ),
                ),
                ("unit", models.PositiveIntegerField()),
                ("use_units", models.PositiveIntegerField()),
                ("use_per", models.PositiveIntegerField()),
                ("supply", models.PositiveBigIntegerField()),
                ("ladder", models.JSONField()),
                ("granted", models.PositiveBigIntegerField(default=0)),
                ("left", models.PositiveBigIntegerField(default=0)),
                ("cutoff_rung", models.PositiveSmallIntegerField(null=True)),
                ("cutoff_level", models.BigIntegerField(null=True)),
                ("cutoff_tie", models.PositiveIntegerField(null=True)),
                ("cutoff_pack", models.PositiveBigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "item of a round",
                "constraints": [
                    models.UniqueConstraint(fields=("round", "item"), name="round_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cutoff_level__isnull", True),
                                ("cutoff_pack__isnull", True),
                                ("cutoff_rung__isnull", True),
                                ("cutoff_tie__isnull", True),
                            ),
                            models.Q(
                                ("cutoff_level__isnull", False),
                                ("cutoff_pack__isnull", False),
                                ("cutoff_rung__isnull", False),
                                ("cutoff_tie__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="round_item_cutoff_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DispatchEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.UUIDField(unique=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="supplies.run",
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="supplies.stop"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("deliver", "Delivered"), ("fail", "Not delivered")], max_length=10
                    ),
                ),
                ("payload", models.JSONField(default=dict)),
                ("outcome", models.JSONField()),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "dispatch event",
                "indexes": [models.Index(fields=["run", "-id"], name="dispatch_event_latest")],
            },
        ),
        migrations.CreateModel(
            name="ProofOfDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proof", to="supplies.stop"
                    ),
                ),
                ("receiver", models.CharField(max_length=60, verbose_name="received by")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("code", "One-time code"),
                            ("signature", "Signature and photo, without the code"),
                        ],
                        default="code",
                        max_length=10,
                    ),
                ),
                ("delivered_at", models.DateTimeField()),
                (
                    "courier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "proof of delivery",
            },
        ),
        migrations.CreateModel(
            name="PurchaseLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "purchase",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="supplies.purchase",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchase_lines",
                        to="supplies.orderline",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reopening.firm"
                    ),
                ),
                ("units", models.PositiveBigIntegerField()),
                ("share_fen", models.PositiveBigIntegerField()),
                ("received", models.PositiveBigIntegerField(default=0)),
                ("handed_over", models.PositiveBigIntegerField(default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("agreed", "Agreed"),
                            ("declined", "Declined"),
                            ("dropped", "Left out"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "firm's part of a purchase",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="purchase_line_answered_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.UniqueConstraint(fields=("purchase", "order_line"), name="purchase_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_over__lte", models.F("received")),
                            ("received__lte", models.F("units")),
                            ("units__gte", 1),
                        ),
                        name="purchase_line_in_order",
                        violation_error_message="There is not that much of it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="supplies.movement",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="supplies.place",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="supplies.lot",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.firm",
                    ),
                ),
                ("quantity", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "posting",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity", 0), _negated=True), name="posting_moves_something"
                    ),
                    models.UniqueConstraint(
                        fields=("movement", "place", "lot", "owner"),
                        name="posting_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "balance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.balance"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("difference", models.BigIntegerField(verbose_name="difference (base units)")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for a second signature"),
                            ("signed", "Signed"),
                            ("declined", "Declined"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "movement",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustment",
                        to="supplies.movement",
                    ),
                ),
            ],
            options={
                "verbose_name": "adjustment of a closed day",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="adjustment_answered_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("difference", 0), _negated=True),
                        name="adjustment_changes_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "signed"), _negated=True),
                            models.Q(("answered_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="adjustment_by_two",
                        violation_error_message="Another person than the one who proposed it must sign.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("movement__isnull", False), ("status", "signed")),
                            models.Q(
                                models.Q(("status", "signed"), _negated=True), ("movement__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="adjustment_signed_is_posted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundStock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round_item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stock",
                        to="supplies.rounditem",
                    ),
                ),
                (
                    "balance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.balance"
                    ),
                ),
                ("available", models.PositiveBigIntegerField()),
                ("skipped", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "verbose_name": "stock of a round",
                "constraints": [
                    models.UniqueConstraint(fields=("round_item", "balance"), name="round_stock_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round_item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="supplies.rounditem",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="round_lines",
                        to="supplies.orderline",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reopening.firm"
                    ),
                ),
                ("credit_code", models.CharField(max_length=18)),
                ("phase", models.CharField(blank=True, max_length=40)),
                ("tier", models.PositiveSmallIntegerField()),
                ("heads", models.PositiveBigIntegerField()),
                ("reported", models.PositiveBigIntegerField()),
                ("ledger_floor", models.PositiveBigIntegerField()),
                ("on_its_way", models.PositiveBigIntegerField()),
                ("received", models.PositiveBigIntegerField()),
                ("requested", models.PositiveBigIntegerField()),
                ("awarded_before", models.PositiveBigIntegerField()),
                (
                    "home_depot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="supplies.place",
                    ),
                ),
                (
                    "ineligible",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_in_force", "its application is not in force"),
                            ("halted", "its firm is stopped"),
                            ("nobody_on_site", "it has nobody on site"),
                            ("out_of_bounds", "its figures are too large to be true"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_told", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "line of a round",
                "constraints": [
                    models.UniqueConstraint(fields=("round_item", "order_line"), name="round_line_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProofPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "proof",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pictures",
                        to="supplies.proofofdelivery",
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("photo", "Photo"), ("signature", "Signature")], max_length=10),
                ),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "picture of a delivery",
                "constraints": [models.UniqueConstraint(fields=("proof", "kind"), name="proof_picture_once")],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="supplies.purchaseline",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("unpaid", "Not paid"), ("paid", "Paid"), ("refunded", "Paid back")],
                        default="unpaid",
                        max_length=10,
                    ),
                ),
                ("paid_fen", models.PositiveBigIntegerField(default=0)),
                (
                    "paid_document",
                    models.CharField(blank=True, max_length=120, verbose_name="payment document"),
                ),
                ("refunded_fen", models.PositiveBigIntegerField(default=0)),
                (
                    "refund_document",
                    models.CharField(blank=True, max_length=120, verbose_name="refund document"),
                ),
            ],
            options={
                "verbose_name": "payment",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paid_fen", 0), ("status", "unpaid")),
                            models.Q(
                                models.Q(("status", "unpaid"), _negated=True),
                                models.Q(("paid_document", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payment_has_its_document",
                        violation_error_message="Please give the number of the document.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded_fen__lte", models.F("paid_fen")),
                            models.Q(
                                ("refunded_fen", 0),
                                models.Q(("refund_document", ""), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="payment_refund_of_what_was_paid",
                        violation_error_message="No more can be paid back than was paid, and with a document.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="award",
                        to="supplies.roundline",
                    ),
                ),
                ("packs", models.PositiveBigIntegerField()),
                ("request_packs", models.PositiveBigIntegerField()),
                ("level_before", models.BigIntegerField()),
                ("level_after", models.BigIntegerField()),
                ("tie_rank", models.PositiveIntegerField(null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("request", "got all it asked for"),
                            ("target", "reached the target"),
                            ("stock", "the stock ended"),
                            ("ineligible", "not in the round"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name": "award",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "ineligible"), _negated=True), ("packs", 0), _connector="OR"
                        ),
                        name="award_ineligible_is_nothing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="supplies.roundline",
                    ),
                ),
                ("packs", models.PositiveBigIntegerField(verbose_name="packs more")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "status",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("approved", "Granted"), ("rejected", "Refused")],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "exception to a round",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="override_answered_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("packs__gte", 1), models.Q(("reason", ""), _negated=True)),
                        name="override_says_why",
                        violation_error_message="Please say how many packs, and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_by__isnull", True), ("status", "proposed")),
                            models.Q(
                                models.Q(("status", "proposed"), _negated=True),
                                models.Q(("answered_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="override_four_eyes",
                        violation_error_message="Whoever asks does not grant it.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "proposed")),
                        fields=("line",),
                        name="override_one_open",
                        violation_error_message="An exception for this firm waits for its answer already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AwardLot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lots", to="supplies.award"
                    ),
                ),
                (
                    "depot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.place"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supplies.lot"
                    ),
                ),
                ("units", models.PositiveBigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("reserved", "Set aside"),
                            ("loaded", "On its way"),
                            ("ended", "Handed over or returned"),
                            ("expired", "Not picked in time"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "override",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="supplies.override",
                    ),
                ),
            ],
            options={
                "verbose_name": "lot of an award",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "reserved")),
                        fields=["depot", "id"],
                        name="award_lot_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("award", "depot", "lot", "override"),
                        name="award_lot_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(condition=models.Q(("units__gte", 1)), name="award_lot_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StopItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="supplies.stop"
                    ),
                ),
                (
                    "award_lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stop_item",
                        to="supplies.awardlot",
                    ),
                ),
                ("units", models.PositiveBigIntegerField()),
            ],
            options={
                "verbose_name": "parcel of a stop",
            },
        ),
        migrations.CreateModel(
            name="ProofLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="supplies.proofofdelivery",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proof_line",
                        to="supplies.stopitem",
                    ),
                ),
                ("loaded", models.PositiveBigIntegerField()),
                ("accepted", models.PositiveBigIntegerField()),
                ("rejected", models.PositiveBigIntegerField(default=0)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("damaged", "Damaged"),
                            ("wrong_goods", "Wrong goods"),
                            ("not_needed", "Not needed"),
                            ("missing", "Missing from the parcel"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a proof of delivery",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "loaded",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("accepted"), "+", models.F("rejected")
                                ),
                            )
                        ),
                        name="proof_line_adds_up",
                        violation_error_message="Accepted and rejected must add up to what was loaded.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("rejected", 0)),
                            models.Q(("rejected__gt", 0), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="proof_line_says_why",
                        violation_error_message="Please say why goods were rejected.",
                    ),
                ],
            },
        ),
    ]

"""What a firm has paid for and did not get is due back: a state of its payment, and how much."""

from django.db import migrations, models

from core.triggers import only_moves

# To the fen as supplies.costs.split shares: what a firm bears of its share, rounded half up.
DUE = """
UPDATE supplies_payment AS payment SET status = 'owed', due_fen = found.due
  FROM (
    SELECT payment.id, payment.paid_fen - payment.refunded_fen - CASE
           WHEN part.basis = 0 THEN 0
           ELSE (2 * part.share_fen * (part.basis - part.lost) + part.basis) / (2 * part.basis) END AS due
      FROM supplies_payment AS payment
      JOIN (
        SELECT line.id, line.share_fen, line.lost,
               CASE purchase.status WHEN 'received' THEN line.received ELSE line.units END AS basis
          FROM supplies_purchaseline AS line JOIN supplies_purchase AS purchase ON purchase.id = line.purchase_id
      ) AS part ON part.id = payment.line_id
  ) AS found
 WHERE found.id = payment.id AND payment.status IN ('paid', 'refunded') AND found.due > 0
"""
STATUSES = [("unpaid", "Not paid"), ("paid", "Paid"), ("owed", "Refund due"), ("refunded", "Paid back")]


class Migration(migrations.Migration):
    dependencies = [("supplies", "0004_bought_goods_on_runs")]

    operations = [
        migrations.AlterField(
            "payment", "status", models.CharField(choices=STATUSES, default="unpaid", max_length=10)
        ),
        migrations.AddField("payment", "due_fen", models.PositiveBigIntegerField(default=0)),
        migrations.AlterField(
            "payment", "refund_document", models.TextField(blank=True, verbose_name="refund document")
        ),
        only_moves(
            "supplies_payment",
            "owed>paid",
            "owed>refunded",
            "paid>owed",
            "refunded>owed",
            "unpaid>paid",
        ),
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "payment",
            models.CheckConstraint(
                condition=models.Q(("due_fen__gte", 1), ("status", "owed"))
                | models.Q(models.Q(("status", "owed"), _negated=True), ("due_fen", 0)),
                name="payment_owed_says_how_much",
                violation_error_message="A refund is due of something, or none is due.",
            ),
        ),
    ]

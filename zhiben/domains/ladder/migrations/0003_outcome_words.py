"""The words of outcomes have changed; nothing in the table does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ladder", "0002_row_level_net"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rung",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("WAITING", "等前一级"),
                    ("BATCH", "待集中挂牌"),
                    ("DRAFTED", "待签批"),
                    ("SIGNED", "已签发"),
                    ("DECLINED", "不同意"),
                    ("OVERTAKEN", "已不需要"),
                    ("UNNEEDED", "未另拟"),
                ],
                max_length=16,
                verbose_name="结果",
            ),
        ),
    ]

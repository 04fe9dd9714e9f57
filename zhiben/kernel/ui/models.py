"""What the interface remembers for a person."""

from django.db import models

from zhiben.kernel.base.ids import new_id


class SavedFilter(models.Model):
    """我的筛选: a list with its filters and order under a name of one's own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField("所有人")
    page = models.CharField("列表", max_length=64)
    name = models.CharField("名称", max_length=40)
    query = models.CharField("筛选条件", max_length=1000)
    created_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "我的筛选"
        constraints = [models.UniqueConstraint(fields=["user_id", "page", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name


class Suggestion(models.Model):
    """一条意见: what somebody wrote about a page of ours. Kept as written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField("提出人")
    who = models.CharField("提出人姓名", max_length=200)
    page = models.CharField("所在页面", max_length=300, blank=True)
    text = models.TextField("意见", max_length=2000)
    made_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        indexes = [models.Index(fields=["-made_at"], name="suggestions_by_time")]

    def __str__(self) -> str:
        return self.text[:40]

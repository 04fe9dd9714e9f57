from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "zhiben.domains.listings"
    verbose_name = "挂牌督办"

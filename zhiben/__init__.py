"""zhiben (治本): supervision of construction safety, one net, every major hazard seen, owned and closed."""

__version__ = "0.1.0"

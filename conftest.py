pytest_plugins = ["zhiben.kernel.testing.plugin"]

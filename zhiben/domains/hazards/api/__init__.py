"""The same verbs over HTTP. Same shape as the pages: parse, call, answer."""

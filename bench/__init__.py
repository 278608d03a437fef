"""测量: one module a subject, each with a `run()` that measures and prints; `python -m bench` runs them all."""

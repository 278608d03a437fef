"""Run the measurements: all of them, or those named (`python -m bench pages`)."""

import importlib
import pkgutil
import sys

import bench


def main(wanted: list[str]) -> None:
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if _measures(module.name)]
    unknown = set(wanted) - set(names)
    if unknown:
        sys.exit(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    for name in wanted or names:
        print(f"== {name}")
        importlib.import_module(f"bench.{name}").run()


def _measures(name: str) -> bool:
    """Rivals and people are played by modules that measure nothing themselves."""
    return name != "__main__" and hasattr(importlib.import_module(f"bench.{name}"), "run")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Run the measurements: all of them, or those named (`python -m bench pages`).

One that takes options is named alone, with them behind it: `python -m bench data --filings 100000`.
"""

import importlib
import pkgutil
import sys

import bench


def main(wanted: list[str]) -> None:
    if wanted and any(word.startswith("-") for word in wanted):
        module = importlib.import_module(f"bench.{_known(wanted[:1], 'main')[0]}")
        module.main(wanted[1:])
        return
    for name in _known(wanted, "run") or _having("run"):
        print(f"== {name}")
        importlib.import_module(f"bench.{name}").run()


def _known(wanted: list[str], what: str) -> list[str]:
    names = _having(what)
    unknown = set(wanted) - set(names)
    if unknown:
        sys.exit(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return wanted


def _having(what: str) -> list[str]:
    """Rivals and people are played by modules that measure nothing themselves."""
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "__main__"]
    return [name for name in names if hasattr(importlib.import_module(f"bench.{name}"), what)]


if __name__ == "__main__":
    main(sys.argv[1:])

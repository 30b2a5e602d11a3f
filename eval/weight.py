"""What an installation weighs, by part: the packages of an environment and which of them need which.

    python -m eval.weight [SITE_PACKAGES] [--out]

SITE_PACKAGES is the folder that holds the packages of an installation [this environment's own]. Sizes are of
the files that each package says it is made of, compiled ones left out, since they come and go. A package
counts for PyTorch where nothing but PyTorch needs it, and so on for the other parts.
"""

from __future__ import annotations

import sysconfig
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from eval.harness import parser, record
from qa.version import DISTRIBUTION

_LARGEST = 12  # packages that are named


def megabytes(package: Distribution) -> float:
    """The size of a package's files."""
    paths = (Path(str(file.locate())) for file in package.files or () if not file.name.endswith(".pyc"))
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def needed(name: str, packages: Mapping[str, Distribution], without: str = "") -> set[str]:
    """The packages that one needs, itself among them, where another is not looked into."""
    waiting, seen = [(name, "")], set[tuple[str, str]]()
    while waiting:
        one = waiting.pop()
        if one in seen or one[0] == without or one[0] not in packages:
            continue
        seen.add(one)
        for text in packages[one[0]].requires or ():
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": one[1]}):
                extras = ["", *wanted.extras]
                waiting += [(str(canonicalize_name(wanted.name)), extra) for extra in extras]
    return {package for package, _ in seen}


def weighed(folder: Path) -> dict[str, object]:
    """Megabytes of the installation in a folder, of its largest packages and of its parts."""
    found = {str(canonicalize_name(one.name)): one for one in distributions(path=[str(folder)])}
    own = needed(DISTRIBUTION, found)
    sizes = {name: megabytes(found[name]) for name in own}

    def total(names: Iterable[str]) -> float:
        return round(sum(sizes[name] for name in names), 1)

    pytorch = own - needed(DISTRIBUTION, found, without="torch")
    largest = sorted(own, key=lambda name: -sizes[name])[:_LARGEST]
    return {
        "torch": found["torch"].version,
        "packages": len(own),
        "megabytes": total(own),
        "pytorch": total(pytorch),  # and what nothing else needs
        "own": total({DISTRIBUTION}),
        "largest": {name: total({name}) for name in largest},
    }


def main() -> None:
    """Weigh one installation."""
    arguments = parser("weight", __doc__)
    arguments.add_argument("folder", nargs="?", type=Path, default=Path(sysconfig.get_paths()["purelib"]))
    given = arguments.parse_args()
    record(given, weighed(given.folder))


if __name__ == "__main__":
    main()

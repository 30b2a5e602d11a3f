"""What an installation weighs: parts add up, and what only PyTorch needs counts for it."""

from __future__ import annotations

from pathlib import Path

from eval.weight import weighed


def package(folder: Path, name: str, size: int, *needs: str) -> None:
    """An installed package with one file of that many bytes."""
    (folder / f"{name}.bin").write_bytes(b"x" * size)
    (folder / f"{name}.pyc").write_bytes(b"x" * 10**6)
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir()
    required = [f"Requires-Dist: {one}" for one in needs]
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", *required]
    (about / "METADATA").write_text("\n".join(lines) + "\n")
    (about / "RECORD").write_text(f"{name}.bin,,\n{name}.pyc,,\n")


def test_packages_are_counted_for_what_needs_them(tmp_path: Path) -> None:
    """Extras that nobody asked for, packages that are no part of it and compiled files do not count."""
    package(tmp_path, "extractive-qa", 1_000_000, "torch>=2", "numpy", "Other; extra == 'web'")
    package(tmp_path, "torch", 5_000_000, "sympy", "numpy")
    package(tmp_path, "sympy", 2_000_000, "torch")
    package(tmp_path, "numpy", 3_000_000)
    package(tmp_path, "Other", 7_000_000)
    found = weighed(tmp_path)
    assert (found["megabytes"], found["pytorch"], found["own"], found["packages"]) == (11.0, 7.0, 1.0, 4)
    assert found["largest"] == {"torch": 5.0, "numpy": 3.0, "sympy": 2.0, "extractive-qa": 1.0}

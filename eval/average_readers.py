"""The average of two readers of one architecture, weight by weight (Wortsman et al. 2022, "Model soups").

    python -m eval.average_readers FIRST SECOND --share 0.5 --out FOLDER

Two readers trained from the same start often read better together than each alone, at no cost in use.
Configuration and tokenizer are the first one's.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from qa.models.folder import reader_folder

WEIGHTS = "model.safetensors"
BESIDE = ("config.json", "tokenizer.json", "tokenizer_config.json")


def main() -> None:
    """Write the averaged reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("first", help="a model folder, or default")
    parser.add_argument("second", help="another")
    parser.add_argument("--share", type=float, default=0.5, help="of the second")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    average(reader_folder(arguments.first), reader_folder(arguments.second), arguments.share, arguments.out)


def average(first: Path, second: Path, share: float, out: Path) -> None:
    """Write the weights of ``first``, moved by ``share`` of the way towards those of ``second``, as float16.

    Raises:
        ValueError: they do not have the same weights.
    """
    ours, theirs = load_file(first / WEIGHTS), load_file(second / WEIGHTS)
    if {name: weight.shape for name, weight in ours.items()} != {n: w.shape for n, w in theirs.items()}:
        raise ValueError(f"{first} and {second} are models of different shapes")
    out.mkdir(parents=True, exist_ok=True)
    for name in BESIDE:
        shutil.copy(first / name, out / name)
    mixed = {
        name: torch.lerp(weight.float(), theirs[name].float(), share).half() for name, weight in ours.items()
    }
    save_file(mixed, out / WEIGHTS, metadata={"format": "pt"})


if __name__ == "__main__":
    main()

"""What a borrowed machine with a graphics card is sent, in pieces, and what comes back from it."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from qa.errors import InputError
from qa.models.torch_forward import span_model
from qa.training.card.weights import cut, join, save_model
from qa.training.export import write_folder

PIECE = 55_000_000  # bytes of a piece that goes there
_PROGRAM = Path(__file__).parent / "card"
_BUNDLE = "bundle.tar"
_THERE = "/tmp/card"  # noqa: S108 - of a machine that is thrown away afterwards
_TEACHING, _STUDYING = 4.8, 6.0  # minutes; with start, transfers, trial and scoring fourteen
_LAST = ("squad-2.0-train", "qed-nq-train", "tydiqa-en-train", "skills")
_COURSE = f"{' '.join(f'--last {name}' for name in _LAST)} --last-share 0.6 --share skills=0.3 --titled 0.7"
# A step took an H200 60 ms, whatever it held: small passes leave a card idle.
_SIZE = "--negatives 2 --pass-tokens 98304 --questions 4096 --held-out 300"


def make_pieces(pack: Path, models: Mapping[str, Path], out: Path, most: int = PIECE) -> list[Path]:
    """Put the program, the packed data and models (as int8) into one archive, cut into folders of pieces.

    Args:
        pack: from ``qa train pack``.
        models: what each is called there, and its folder; those without a head for spans get a random one.
        out: where the folders ``1``, ``2``, ... go; what it holds of another time is removed.
        most: bytes of a piece.

    Returns:
        The folders, each with one part of the archive; the last also with its SHA-256.

    Raises:
        ModelMissing: transformers cannot make a span model of one.
    """
    part = out.with_name(out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name, folder in models.items():
        torch.manual_seed(0)
        save_model(span_model(folder, torch.float32)[0], part / name, small=True)
        shutil.copyfile(folder / "tokenizer.json", part / name / "tokenizer.json")
    with tarfile.open(part / _BUNDLE, "w") as archive:
        for path in sorted(_PROGRAM.glob("*.py")):
            archive.add(path, f"card/{path.name}")
        archive.add(pack, "pack.xz")
        for name in models:
            archive.add(part / name, name)
    shutil.rmtree(out, ignore_errors=True)
    pieces = []
    for number, piece in enumerate(cut(part / _BUNDLE, out, most), 1):
        pieces.append(out / str(number))
        pieces[-1].mkdir()
        piece.rename(pieces[-1] / piece.name)
    (out / f"{_BUNDLE}.sha256").rename(pieces[-1] / f"{_BUNDLE}.sha256")
    shutil.rmtree(part)
    return pieces


def commands(pieces: Sequence[Path], models: Sequence[str]) -> list[str]:
    """What to type on the other machine, one line for each piece that is sent and one for each model.

    The first piece holds the student and tries it out for half a minute, so that a program that breaks there
    breaks early. No line takes more than ten minutes, and all together less than fourteen; what comes back
    is in the last one's ``$OUT``.
    """
    lines = [f"mkdir -p {_THERE} && cp {piece}/* {_THERE}" for piece in pieces]
    teachers = [name for name in models if name != "student"]
    run = f"python3 -m card --pack pack.xz --vocabulary student {_COURSE} {_SIZE}"
    trial = f"{run} --model student --out trial --minutes 0.5 --rate 1e-6 --processes 8"
    if len(lines) > 1:  # the rest of the archive is still to come
        lines[0] += f" && cd {_THERE} && (tar xf bundle.tar.00 2> /dev/null; {trial})"
    join = "cat bundle.tar.?? > bundle.tar && sha256sum -c bundle.tar.sha256 && tar xf bundle.tar"
    lines[-1] += f" && cd {_THERE} && {join}"
    minutes = _TEACHING / max(1, len(teachers))
    trained = [
        f"{run} --model {name} --out taught-{name} --minutes {minutes:g} --rate 8e-5" for name in teachers
    ]
    said = "".join(f" --teacher taught-{name}" for name in teachers)
    student = (
        f"{run} --model student{said} --out student-out --parts $OUT --rate 2e-4 --minutes {_STUDYING:g}"
    )
    trained.append(student + " --unlabelled 1 --swapped 0.3" * bool(teachers))
    lines[-1] += f" && {trained[0]}"
    return [*lines, *(f"cd {_THERE} && {line}" for line in trained[1:])]


def join_reader(parts: Path, base: Path, out: Path) -> None:
    """Make a reader of what came back, with the tokenizer of the one it was made of, and its card.

    Raises:
        InputError: a part is missing or damaged.
    """
    try:
        weights = join(parts, "model.safetensors")
        about = json.loads((parts / "run.json").read_text("utf-8"))
        config = (parts / "config.json").read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"cannot put a reader together: {error}") from error

    def fill(folder: Path) -> None:
        (folder / "model.safetensors").write_bytes(weights)
        (folder / "config.json").write_bytes(config)

    card = f"""# Reader

A span reader for `qa`, trained on a graphics card (`docs/reader.md`). float16 safetensors; load with
`AutoModelForQuestionAnswering`. Unanswerable: start and end both point to the first token; score of a span =
start + end - null. The run, with F1 over tokens of questions that were held out:

```json
{json.dumps(about, indent=1)}
```
"""
    write_folder(out, base, card, fill)

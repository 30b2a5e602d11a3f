"""Write what every peer is given: questions, paragraphs, the embedder, and the reader in float32.

python -m eval.peers.prepare FOLDER --limit 100
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from pathlib import Path

from qa.evaluation.own_index import own_index
from qa.indexing import splitter_of
from qa.models.embedder import load_embedder
from qa.models.folder import embedder_folder, reader_folder
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import sample
from qa.settings import Settings

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))


def main() -> None:
    """Write the inputs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    questions = sample(load_questions(DATA / "squad-1.1-dev.json.xz"), arguments.limit, arguments.seed)
    asked = [
        {"id": q.id, "question": q.text, "answers": q.answers, "paragraph": q.paragraph}
        for q in questions.questions
    ]
    paragraphs = [{"id": a.id, "title": a.title, "text": a.text} for a in questions.articles]
    for name, rows in (("questions", asked), ("paragraphs", paragraphs)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    if not (folder / "vectors.json").exists():
        # Embedded once for all: what is compared is answering, and every peer would compute the same.
        vectors = load_embedder(Settings()).embed([a.text for a in questions.articles])
        (folder / "vectors.json").write_text(json.dumps(vectors.tolist()), "utf-8")
    settings = Settings()
    index = own_index(questions, load_embedder(settings), splitter_of(settings), folder)
    (folder / "index").unlink(missing_ok=True)
    (folder / "index").symlink_to(index.resolve(), target_is_directory=True)
    shutil.copytree(embedder_folder("default"), folder / "embedder", dirs_exist_ok=True)
    save_float32(reader_folder("default"), folder / "reader")


def save_float32(source: Path, target: Path) -> None:
    """Copy a reader with its weights widened, for programs that would compute in float16 on a processor."""
    from safetensors.torch import load_file, save_file

    shutil.copytree(source, target, dirs_exist_ok=True)
    weights = {name: tensor.float() for name, tensor in load_file(source / "model.safetensors").items()}
    save_file(weights, target / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((source / "config.json").read_text("utf-8"))
    for key in ("dtype", "torch_dtype"):
        config.pop(key, None)
    (target / "config.json").write_text(json.dumps(config | {"torch_dtype": "float32"}, indent=1), "utf-8")


if __name__ == "__main__":
    main()

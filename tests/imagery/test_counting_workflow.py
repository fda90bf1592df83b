"""`trigpoint count` on files: review, detector, picture, observation, command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from imagery.test_counting import lot
from trigpoint.cli import app
from trigpoint.model.errors import BadVocabulary, InputError
from trigpoint.model.scene import Grid
from trigpoint.products.imagery.count_lines import count_line, count_rows
from trigpoint.sources.rasters.opener import write_raster
from trigpoint.workflows.imagery.count import propose

CONTRACT = {"lon", "lat", "x", "y", "length_m", "score"}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A lot of cars at 0.22 m on a grid with a place on earth."""
    ground, _ = lot(140)
    grid = Grid(width=140, height=140, transform=(0.22, 0, 500_000, 0, -0.22, 4_000_000), crs="EPSG:32637")
    path = tmp_path / "lot.tif"
    write_raster(path, np.stack([ground] * 3), grid=grid, names=("red", "green", "blue"), tags={})
    return path


def test_proposals_have_places_lengths_and_the_contracts_keys(picture: Path) -> None:
    found = propose(picture, what="vehicles")
    _, objects = lot(140)
    assert len(found.detections) == pytest.approx(len(objects), abs=2)
    line = count_line(found.detections[0])
    assert set(line) >= CONTRACT
    assert line["length_m"] == pytest.approx(4.4, abs=0.5)
    assert line["lon"] == pytest.approx(39, abs=0.01)
    columns, rows = count_rows(found)
    assert all(len(row) == len(columns) for row in rows)
    assert found.observation.value is None  # nobody judged anything
    assert found.tally.proposed == len(found.detections)


def test_a_review_makes_a_count_with_an_interval(picture: Path, tmp_path: Path) -> None:
    first = propose(picture, what="vehicles").detections
    review = tmp_path / "review.csv"
    rows = ["verdict,number,x,y,by,note"]
    rows += [f"accept,{n},,,A. Analyst," for n in range(1, 6)]
    rows += ["reject,6,,,A. Analyst,a skip", "add,,60,80,A. Analyst,under a tree"]
    rows.append(f"accept,,{first[7].x},{first[7].y},B. Second,")
    review.write_text("\n".join(rows))
    found = propose(picture, what="vehicles", review=review)
    assert (found.tally.accepted, found.tally.rejected, found.tally.added) == (6, 1, 1)
    assert found.tally.reviewers == ("A. Analyst", "B. Second")
    assert found.verdicts[7] == "accept"
    assert found.observation.low is not None
    assert found.observation.low >= found.tally.minimum_seen == 7
    assert "at least 7" in found.sentence


def test_a_review_as_json_lines_by_place_on_earth(picture: Path, tmp_path: Path) -> None:
    first = propose(picture, what="vehicles").detections[0]
    review = tmp_path / "review.jsonl"
    review.write_text(json.dumps({"verdict": "reject", "lon": first.lon, "lat": first.lat, "by": "me"}) + "\n")
    assert propose(picture, what="vehicles", review=review).verdicts[0] == "reject"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("number,by\n1,me\n", "verdict"),
        ("verdict,number\nmaybe,1\n", "verdict 'maybe'"),
        ("verdict,number\naccept,4000\n", "no proposal 4000"),
        ("verdict,x,y\naccept,1,119\n", "no proposal lies there"),
        ("verdict,x,y\nadd,-40,5\n", "outside the picture"),
        ("verdict,x,y\nadd,nan,5\n", "not a number"),
        ("verdict,number\nadd,\n", "needs x and y"),
        ('{"verdict": "accept", "number"\n', "not JSON"),
    ],
)
def test_a_review_row_that_does_not_fit_is_named(picture: Path, tmp_path: Path, text: str, says: str) -> None:
    review = tmp_path / "review.csv"
    review.write_text(text)
    with pytest.raises(BadVocabulary, match=says) as caught:
        propose(picture, what="vehicles", review=review)
    assert str(caught.value).startswith("review.csv:")


def test_the_review_picture_shows_the_proposals(picture: Path, tmp_path: Path) -> None:
    from PIL import Image

    out = tmp_path / "numbered.png"
    propose(picture, what="vehicles", picture=out)
    with Image.open(out) as image:
        shown = np.asarray(image)
    assert shown.shape[0] > 140
    amber = (shown.astype(int) == [255, 176, 0]).all(axis=-1)
    assert amber.sum() > 100


def test_the_same_picture_and_review_give_the_same_observation(picture: Path) -> None:
    assert propose(picture, what="vehicles").observation == propose(picture, what="vehicles").observation


def test_the_command_prints_lines_and_says_what_they_are(picture: Path) -> None:
    ran = CliRunner().invoke(app, ["count", str(picture), "--what", "vehicles", "--json"])
    assert ran.exit_code == 0, ran.output
    assert "no count" in ran.stderr
    assert set(json.loads(ran.stdout.splitlines()[0])) >= CONTRACT


def detector(path: Path, *, form: str = "two", height: int = 64) -> Path:
    """A model that answers one box in the upper left of every tile."""
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    from onnx import TensorProto, helper, numpy_helper

    def constant(name: str, values: Any) -> Any:
        return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.array(values, np.float32)))

    picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, height, height])
    nodes, outputs = [], []
    if form == "two":
        nodes = [constant("boxes", [[10, 12, 20, 40], [11, 12, 21, 41]]), constant("scores", [0.9, 0.8])]
        outputs = [("boxes", [2, 4]), ("scores", [2])]
    elif form == "one":
        nodes, outputs = [constant("table", [[[10, 12, 20, 40, 0.9, 3]]])], [("table", [1, 1, 6])]
    else:
        nodes, outputs = [constant("table", [[1, 2, 3]])], [("table", [1, 3])]
    made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs]
    graph = helper.make_graph(nodes, "g", [picture], made)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, str(path))
    return path


@pytest.mark.parametrize("form", ["two", "one"])
def test_a_users_detector_proposes_instead_in_either_form(picture: Path, tmp_path: Path, form: str) -> None:
    found = propose(picture, what="vehicles", detector=detector(tmp_path / "own.onnx", form=form))
    assert found.detections[0].score == pytest.approx(0.9)
    assert len(found.detections) == 9  # one box of each of nine tiles; the doubled one is suppressed
    assert (found.detections[0].x, found.detections[0].y) == (14.5, 25.5)
    assert found.observation.method.startswith("detector-")


def test_a_detector_with_other_outputs_is_refused_in_a_sentence(picture: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"own.onnx: gives \(1, 3\)"):
        propose(picture, what="vehicles", detector=detector(tmp_path / "own.onnx", form="wrong"))


def test_bytes_that_are_no_model_are_refused_in_a_sentence(picture: Path, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"\x08\x07not a model" * 40)
    ran = CliRunner().invoke(app, ["count", str(picture), "--detector", str(bad)])
    assert ran.exit_code != 0
    with pytest.raises(InputError, match=r"bad.onnx: is not an ONNX model"):
        propose(picture, what="vehicles", detector=bad)

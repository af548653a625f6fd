"""Models kept below a lake and found again."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from tandem.errors import LakeError
from tandem.models import Training
from tandem.registry import Registry


def trained(*failures: str) -> Training:
    model = LogisticRegression().fit(np.arange(4.0)[:, None], [0, 0, 1, 1])
    return Training(model, {"seed": 7}, {"auc": 0.6}, list(failures))


def test_every_trained_model_is_a_version_only_one_without_failures_is_champion_and_a_lost_one_is_named(tmp_path):
    registry = Registry(tmp_path)

    versions = [registry.keep("m", each, tags={"data": "1"}) for each in (trained(), trained("auc at_least 0.7"))]
    nothing = registry.keep("m", Training(None, {}, {}, ["too few"]), tags={})

    assert (versions, nothing) == (["1", "2"], "")
    assert registry.load_model("m", "2").predict([[3.0]]) == [1]
    assert registry.champion("m") == "1"
    with pytest.raises(LakeError, match="version 9 of m is not there"):
        registry.load_model("m", "9")


def test_importing_the_registry_does_not_import_mlflow():
    code = "import sys, tandem.registry; sys.exit('mlflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, check=False)
    assert done.returncode == 0

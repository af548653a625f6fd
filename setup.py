"""Packaging only: the package lives under lib/, and the jobs and definitions travel inside the wheel."""

import os
import re
import shutil
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
VERSION = re.search(r'__version__ = "(.+)"', (ROOT / "lib/tandem/__init__.py").read_text()).group(1)

# A platform that brings its own Spark and Delta breaks when pip lays others over them: TANDEM_SPARK=provided.
SPARK = [] if os.environ.get("TANDEM_SPARK") == "provided" else ["pyspark==4.2.0", "delta-spark==4.4.0"]

# Linking records of customer lists (`tandem identity link`).
RECORDS = ["splink>=5,<5.1", "duckdb>=2,<3"]


class BuildWithFolders(build_py):
    """Copy jobs/ and conf/ beside the modules, as tandem/_jobs and tandem/_conf; tandem/shipped.py finds them there."""

    def run(self):
        """Build as usual, then copy; an editable install reads the checkout's own folders."""
        super().run()
        if self.editable_mode:
            return
        for folder in ("jobs", "conf"):
            shipped = Path(self.build_lib, "tandem", f"_{folder}")
            shutil.rmtree(shipped, ignore_errors=True)
            shutil.copytree(ROOT / folder, shipped, ignore=shutil.ignore_patterns("__pycache__"))


setup(
    name="tandem-marketing",
    version=VERSION,
    description="Click-through and conversion, measured together, every night, on Spark and Delta",
    long_description=(ROOT / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    python_requires=">=3.11",
    package_dir={"": "lib"},
    packages=find_packages("lib"),
    package_data={"tandem": ["py.typed", "log4j2.properties", "pages/page.css"]},
    cmdclass={"build_py": BuildWithFolders},
    entry_points={"console_scripts": ["tandem = tandem.cli.main:main"]},
    # The ranges that were run; constraints.txt holds the exact versions, those of their own dependencies included.
    install_requires=[
        *SPARK,
        "mlflow>=3.17,<3.18",
        "pandas>=2.3,<3",  # pyspark 4.2 warns at every conversion with pandas 3
        "numpy>=2.4,<2.5",
        "pyarrow>=25,<26",
        "scipy>=1.17,<1.18",
        "scikit-learn>=1.9,<1.10",
        "pydantic>=2.14,<3",
        "PyYAML>=6,<7",
        "typer>=0.29,<0.30",
        "rich>=15,<16",
        "altair>=6.3,<7",
        "vl-convert-python>=1.9,<2",
        "great-tables>=1.1,<2",
        "XlsxWriter>=3.2,<4",
        "crawler-user-agents>=1.67,<2",
    ],
    extras_require={
        "records": RECORDS,
        "test": [
            *RECORDS,
            "pytest>=9,<10",
            "pytest-xdist>=3.8,<4",
            "hypothesis>=6.170,<7",
            "chispa>=0.12,<0.13",
            "deltalake>=1.6,<2",
            "crawlerdetect>=0.4,<0.5",  # what bots are told by elsewhere, to compare with
        ],
        "dev": ["ruff==0.17.6", "mypy>=2.4,<2.5", "import-linter>=2.16,<3", "types-PyYAML>=6", "pandas-stubs>=2.3"],
    },
)

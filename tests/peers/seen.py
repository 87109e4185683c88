"""What every comparison shares: the binary, files with their checksums, and the list of figures compared."""

import hashlib
import importlib.metadata
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from stand_ins import stand_in

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
SHARED = ROOT / ".." / "shared" / "data"
BUILD = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
JANGKAU = os.environ.get("JANGKAU", str(BUILD / "debug" / "jangkau"))


FOLDER = tempfile.TemporaryDirectory()  # of stand-ins; gone when the process ends
ABSENT = set()  # studies that are not beside the repository


def study(name):
    """Path of a real file: one that ships with the repository, or one of the shared folder, checked by SHA-256; where
    it is not there, of a made-up one with the same columns."""
    if (FIXTURES / name).is_file():
        return FIXTURES / name
    path = SHARED / name
    if not path.is_file():
        ABSENT.add(name)
        made_up = Path(FOLDER.name) / name
        return made_up if made_up.is_file() else stand_in(name, Path(FOLDER.name))
    sums = dict(reversed(line.split()) for line in (SHARED / "SHA256SUMS").read_text().splitlines())
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    assert sums[name] == found, f"{name} is another file than the one in SHA256SUMS"
    return path


def is_made_up(path):
    """Whether a file is none of the studies."""
    return path.resolve().parent not in {FIXTURES.resolve(), SHARED.resolve()}


def rows(path):
    """The file as a pandas table."""
    return pd.read_csv(path, low_memory=False)


def jangkau(*arguments):
    """The JSON that jangkau answers."""
    ran = subprocess.run([JANGKAU, *map(str, arguments), "--json"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"jangkau {' '.join(map(str, arguments))}: {ran.stderr.strip()}"
    return json.loads(ran.stdout)


def estimate(contrast, *words):
    """The one estimate of a contrast whose name holds all the words; the recommended one counts too."""
    found = [e for e in [contrast["primary"], *contrast["beside"]] if all(w in e["estimator"] for w in words)]
    assert len(found) == 1, f"{len(found)} estimators are called {words}"
    return found[0]


@dataclass
class Figure:
    """One figure from two programs."""

    quantity: str
    file: str
    package: str
    reference: float
    found: float
    bound: float
    by_chance: bool

    @property
    def apart(self):
        """How far apart: relative where the reference is not 0; in Monte-Carlo errors where both drew at random."""
        gap = abs(self.found - self.reference)
        if self.by_chance:
            return gap / self.bound * 3
        return gap / abs(self.reference) if self.reference else gap

    @property
    def agrees(self):
        return bool(self.apart <= (3 if self.by_chance else self.bound))


class Seen:
    """Figures compared so far."""

    def __init__(self):
        self.figures = []
        self.file = ""
        self.package = ""

    def of(self, file, package):
        """What the figures that follow are computed from, and with what: a package that pip knows, or words."""
        self.file = file if isinstance(file, str) else file.name + ", made up" * is_made_up(file)
        try:
            self.package = f"{package} {importlib.metadata.version(package)}"
        except importlib.metadata.PackageNotFoundError:
            self.package = package
        return self

    def same(self, quantity, reference, found, within=1e-6):
        """One figure, within a relative distance."""
        self._add(quantity, reference, found, within, False)

    def interval(self, quantity, reference, found, within=1e-6):
        """Both ends of an interval."""
        for end, value in zip(("low", "high"), reference):
            self.same(f"{quantity}, {end}", value, found[end], within)

    def by_chance(self, quantity, reference, found, error):
        """One figure that one or both drew at random, within three Monte-Carlo errors."""
        self._add(quantity, reference, found, 3 * error, True)

    def all(self, quantity, reference, found, within=1e-6):
        """A list of figures in the same order: the one furthest apart is shown."""
        reference, found = np.asarray(reference, float), np.asarray(found, float)
        assert reference.shape == found.shape, f"{quantity}: {reference.shape} against {found.shape} figures"
        worst = np.argmax(np.abs(found - reference) / np.where(reference == 0, 1, np.abs(reference)))
        self._add(f"{quantity} ({len(reference)}, the furthest)", reference[worst], found[worst], within, False)

    def _add(self, quantity, reference, found, bound, by_chance):
        figure = Figure(quantity, self.file, self.package, float(reference), float(found), float(bound), by_chance)
        self.figures.append(figure)

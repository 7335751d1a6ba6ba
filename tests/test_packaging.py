"""The wheel alone is enough: installed away from the checkout it makes a project and builds it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import Final

import pytest

from reporter import resources

ROOT: Final = Path(__file__).parent.parent
SLUG: Final = "2026-01-trial"

#: Named once more, since a folder may be empty.
CARRIED: Final = (
    "reporter/py.typed",
    "reporter/locale/zh/LC_MESSAGES/reporter.mo",
    "reporter/schema/incident.schema.json",
    "reporter/schema/corrections.schema.json",
)

pytestmark = pytest.mark.slow


def run(*command: str | Path, folder: Path) -> str:
    """What a command prints on stdout; its own words when it fails.  Nothing of the checkout is on its path."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=clean | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(folder: Path) -> list[Path]:
    """Every file below a folder but what Python compiled."""
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built with the installed tools."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and sees the libraries installed here."""
    home = tmp_path_factory.mktemp("环境 away")
    venv.create(home, with_pip=False)
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)}, scheme="venv")
    # A line in a .pth file adds a folder but does not read that folder's own .pth
    # files, so the editable install of the checkout stays unseen.
    (Path(paths["purelib"]) / "outer.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    scripts = Path(paths["scripts"])
    pip = (sys.executable, "-m", "pip", "--python", scripts / "python", "install", "--quiet")
    run(*pip, "--no-index", "--no-deps", "--disable-pip-version-check", wheel, folder=home)
    return scripts


def test_the_wheel_carries_templates_assets_schema_and_catalogues(wheel: Path) -> None:
    """A file forgotten in the build settings is found by nobody who works in the checkout."""
    names = set(zipfile.ZipFile(wheel).namelist())
    templates, package = ROOT / "site_templates", ROOT / "reporter"

    wanted = {f"reporter/{path.relative_to(package).as_posix()}" for path in files(package)}
    wanted |= {f"reporter/site_templates/{path.relative_to(templates).as_posix()}" for path in files(templates)}

    assert wanted <= names
    assert set(CARRIED) <= names


def test_the_wheel_carries_nothing_of_the_workshop(wheel: Path) -> None:
    """Tests, tools and incidents are the repository's; the licences are the wheel's."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"reporter"}
    assert {name.split("/")[-1] for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    assert not [name for name in names if name.endswith((".pyc", ".j2~", ".secret"))]


def test_templates_resolve_from_the_checkout_too() -> None:
    """An editable install ignores the wheel's force-include."""
    assert resources.site_templates() == ROOT / "site_templates"
    assert resources.assets().is_dir()


def test_a_project_made_and_built_with_the_wheel_has_its_page(programs: Path, tmp_path: Path) -> None:
    """Whoever has no checkout runs exactly this."""
    project = tmp_path / "项目 one"
    project.mkdir()

    used = run(programs / "python", "-c", "import reporter; print(reporter.__file__)", folder=tmp_path)
    run(programs / "reporter", "new", SLUG, "--project", project, folder=tmp_path)
    run(programs / "reporter", "build", "--project", project, folder=tmp_path)

    assert Path(used).is_relative_to(programs.parent)
    page = (project / "site" / "incidents" / SLUG / "index.html").read_text(encoding="utf-8")
    assert "<h1" in page
    assert (project / "site" / "incidents" / SLUG / "report.json").is_file()

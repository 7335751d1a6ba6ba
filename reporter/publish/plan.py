"""What publishing would do, and doing it: the site as one commit without a past."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from reporter.errors import Problem, UserError, problem
from reporter.i18n import _
from reporter.publish.gate import (
    PublicFile,
    PublicIncident,
    incidents,
    left_out,
    public_files,
    reasons_against,
)
from reporter.publish.git import Git, Remote, without_credentials

REMOTE: Final = "origin"
BRANCH: Final = "gh-pages"
#: Tells GitHub Pages to serve the files as they are, names with an underscore included.
NOJEKYLL: Final = ".nojekyll"
MESSAGE: Final = "Publish the site"

_GITHUB: Final = re.compile(r"github\.com[:/](?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?$", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes public, and what of the present site goes.

    Args:
        address: where it would be pushed, without credentials.
        branch: the Pages branch.
        pages_url: where the pages will be read; empty when that cannot be told from the address.
        files: every file that becomes public, sorted by path.
        incidents: every incident in it, sorted by slug.
        vanishing: addresses of the present site, relative to it, that the new one does not have.
        left_out: files of the built site that stay at home.
        unchanged: whether the branch holds exactly this already.
    """

    address: str
    branch: str
    pages_url: str
    files: tuple[PublicFile, ...]
    incidents: tuple[PublicIncident, ...]
    vanishing: tuple[str, ...]
    left_out: tuple[str, ...]
    unchanged: bool

    @property
    def size(self) -> int:
        """Bytes that become public."""
        return sum(file.size for file in self.files)

    @property
    def pages(self) -> tuple[str, ...]:
        """Addresses of the pages, relative to the site; the front page is the empty one."""
        return tuple(sorted(url(file.path) for file in self.files if file.path.endswith(".html")))


def url(path: str) -> str:
    """The address a file of the site is read under, relative to the site."""
    return path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path


def pages_url(address: str) -> str:
    """Where GitHub Pages shows the repository at `address`; empty for any other host."""
    found = _GITHUB.search(address)
    if found is None:
        return ""
    host = f"{found['owner'].lower()}.github.io"
    return f"https://{host}/" if found["name"].lower() == host else f"https://{host}/{found['name']}/"


def address_of(repository: Path, remote: str = REMOTE) -> str:
    """Where GitHub Pages shows the repository's remote; nothing is asked of the network.

    Raises: UserError - git has no such remote (R502), or its host's pages cannot be told from it (R105).
    """
    with TemporaryDirectory(prefix="reporter-publish-", ignore_cleanup_errors=True) as folder:
        hint = _("give the front page's address: --url https://example.org/reports/")
        address = Git.at(repository, Path(folder)).run("remote", "get-url", remote, hint=hint).strip()
    found = pages_url(address)
    if not found:
        message = _("the address of the pages cannot be told from the remote {remote}").format(remote=remote)
        raise UserError([problem("R105", message, hint=hint)])
    return found


def vanishing(old: set[str], new: set[str]) -> tuple[str, ...]:
    """Addresses in `old` but not in `new` (paths); assets are no addresses anybody was given."""
    return tuple(sorted(url(path) for path in old - new if not path.startswith(("assets/", "."))))


def _unfit(git: Git, remote: Remote) -> list[Problem]:
    # An orphan commit over a branch people work on would take its history away.
    if remote.branch not in {remote.main, git.current_branch()}:
        return []
    message = _("the branch “{branch}” holds the project's own work; publishing would replace it")
    hint = _("publish to a branch of its own: --branch {branch}").format(branch=BRANCH)
    return [problem("R501", message.format(branch=remote.branch), hint=hint)]


def _snapshot(site: Path, copy: Path) -> None:
    """Copy what may be published, so that what was checked is what is pushed."""
    copy.mkdir()
    for file in public_files(site) if site.is_dir() else ():
        target = copy / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(site / file.path, target)
    (copy / NOJEKYLL).touch()


def _looked_at(git: Git, copy: Path, remote: Remote, unpublished: tuple[str, ...]) -> tuple[Plan, str]:
    files = public_files(copy)
    names = [NOJEKYLL, *(file.path for file in files)]
    tree = git.tree(copy, names)
    old = git.published(remote)
    return Plan(
        address=without_credentials(remote.address),
        branch=remote.branch,
        pages_url=pages_url(remote.address),
        files=files,
        incidents=tuple(incidents(copy)[0]),
        vanishing=vanishing(set(old), set(names)),
        left_out=unpublished,
        unchanged=bool(remote.tip) and git.run("rev-parse", f"{remote.tip}^{{tree}}").strip() == tree,
    ), tree


def publish(
    site: Path,
    *,
    repository: Path,
    remote: str = REMOTE,
    branch: str = BRANCH,
    really: bool = False,
) -> Plan:
    """What publishing `site` means; with `really`, it is published too.

    Args:
        site: the folder of the built site.
        repository: a folder in the git repository whose remote is meant; only read.
        remote: name of the remote.
        branch: the Pages branch; replaced as a whole by one commit without a parent.
        really: False only looks.
    Raises: UserError - every reason against it (R501, R006), or git's refusal (R502).
    """
    with TemporaryDirectory(prefix="reporter-publish-", ignore_cleanup_errors=True) as folder:
        copy, scratch = Path(folder, "site"), Path(folder, "git")
        scratch.mkdir()
        _snapshot(site, copy)
        git, there = _admitted(copy, repository, scratch, remote, branch)
        plan, tree = _looked_at(git, copy, there, left_out(site))
        if really and not plan.unchanged:
            git.push(git.orphan(tree, MESSAGE), there)
        return plan


def _admitted(copy: Path, repository: Path, scratch: Path, remote: str, branch: str) -> tuple[Git, Remote]:
    """The repository and its branch, when nothing at all speaks against publishing."""
    problems = reasons_against(copy)
    try:
        git = Git.at(repository, scratch)
        there = git.remote(remote, branch)
        problems += _unfit(git, there)
    except UserError as error:
        raise UserError([*problems, *error.problems]) from error
    if problems:
        raise UserError(problems)
    return git, there

"""Git's plumbing, so that a user's work tree, index, HEAD and refs are never touched.

Every object goes into a scratch folder, the index is a scratch file, and pushes
name the remote's address, since a push to a named remote moves the user's
remote-tracking branch.  Git never asks: a question would hang a build for ever.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reporter.errors import UserError, problem
from reporter.i18n import _

#: Published commits carry no person's name or address.
_NOBODY: Final = {
    "GIT_AUTHOR_NAME": "reporter",
    "GIT_AUTHOR_EMAIL": "noreply@reporter.invalid",
    "GIT_COMMITTER_NAME": "reporter",
    "GIT_COMMITTER_EMAIL": "noreply@reporter.invalid",
    "TZ": "UTC",
}
_SILENT: Final = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"}
#: A stalled connection ends after a minute; nothing is collected, pruned or signed on the side.
_SETTINGS: Final = (
    *("-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60"),
    *("-c", "gc.auto=0", "-c", "maintenance.auto=false"),
    *("-c", "fetch.prune=false", "-c", "fetch.writeCommitGraph=false"),
)
#: Set by a hook or an outer git, they would point at the user's index after all.
_INHERITED: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")
_CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s]+@")


def without_credentials(text: str) -> str:
    """`text` with user names and tokens cut out of addresses."""
    return _CREDENTIALS.sub("", text)


def refused(words: str, *, hint: str = "") -> UserError:
    """Git's own words as something the user can mend."""
    said = " ".join(without_credentials(words).split())[-500:]
    return UserError([problem("R502", _("git said: {words}").format(words=said), hint=hint)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A Pages branch as it is on the remote.

    Args:
        address: where git pushes to.
        branch: short name of the branch.
        tip: object id of its newest commit; empty when there is no such branch.
        main: short name of the remote's main branch; empty when it has none.
    """

    address: str
    branch: str
    tip: str
    main: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """A user's repository, read only; what is made goes into `scratch`.

    Args:
        folder: the `.git` folder, absolute.
        objects: its objects, absolute.
        scratch: an existing empty folder for objects and the index, deleted by the caller.
    """

    folder: Path
    objects: Path
    scratch: Path

    @classmethod
    def at(cls, repository: Path, scratch: Path) -> Git:
        """The repository that holds the folder `repository`.

        Raises: UserError (R502) - git is missing, or the folder lies in no repository.
        """
        hint = _("publishing needs a git repository with a remote: git init, git remote add origin <address>")
        asked = ["rev-parse", "--path-format=absolute", "--absolute-git-dir", "--git-path", "objects"]
        folder, objects = _run(asked, cwd=repository, env=_environment(), hint=hint).splitlines()
        (scratch / "objects").mkdir()
        return cls(folder=Path(folder), objects=Path(objects), scratch=scratch)

    def run(self, *arguments: str, cwd: Path | None = None, given: str = "", hint: str = "") -> str:
        """What `git arguments` prints, with the scratch index and objects.

        Raises: UserError (R502) - git refused; its words are in the message.
        """
        own = {
            "GIT_DIR": str(self.folder),
            "GIT_INDEX_FILE": str(self.scratch / "index"),
            "GIT_OBJECT_DIRECTORY": str(self.scratch / "objects"),
            # Quoted, or a path with `:` (`;` on Windows) would be read as two.
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": json.dumps(str(self.objects), ensure_ascii=False),
        }
        return _run(
            list(arguments), cwd=cwd or self.scratch, env=_environment() | own | _NOBODY, given=given, hint=hint
        )

    def remote(self, name: str, branch: str) -> Remote:
        """The branch as it is on the remote at this moment."""
        self.run("check-ref-format", "--branch", branch)
        hint = _("git remote -v lists the remotes")
        address = self.run("remote", "get-url", "--push", "--", name, hint=hint).splitlines()[0]
        listed = self.run("ls-remote", "--symref", "--", address, "HEAD", f"refs/heads/{branch}")
        rows = [line.split("\t") for line in listed.splitlines()]
        main = next((row[0] for row in rows if row[0].startswith("ref: ") and row[1] == "HEAD"), "")
        tip = next((row[0] for row in rows if row[1] == f"refs/heads/{branch}"), "")
        return Remote(address=address, branch=branch, tip=tip, main=main.removeprefix("ref: refs/heads/"))

    def current_branch(self) -> str:
        """Short name of the branch the user works on; empty when HEAD is detached."""
        head = (self.folder / "HEAD").read_text(encoding="utf-8").strip()
        return head.removeprefix("ref: refs/heads/") if head.startswith("ref: ") else ""

    def published(self, remote: Remote) -> dict[str, str]:
        """Path -> blob id of what is published now; empty when there is no such branch."""
        if not remote.tip:
            return {}
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")
        self.run("fetch", *options, "--", remote.address, remote.tip)
        listed = self.run("ls-tree", "-r", "-z", "--full-tree", remote.tip)
        rows = (row.split("\t", 1) for row in listed.split("\0") if row)
        return {path: what.split()[2] for what, path in rows}

    def tree(self, folder: Path, paths: Iterable[str]) -> str:
        """Id of a tree of these files below `folder`, byte for byte (no filter, no line ends changed)."""
        names = list(paths)
        hashed = self.run(
            *("hash-object", "-w", "--no-filters", "--stdin-paths"),
            cwd=folder,
            given="".join(f"{name}\n" for name in names),
        )
        rows = zip(hashed.split(), names, strict=True)
        entries = "".join(f"100644 {blob}\t{name}\0" for blob, name in rows)
        self.run("update-index", "-z", "--index-info", given=entries)
        return self.run("write-tree").strip()

    def orphan(self, tree: str, message: str) -> str:
        """Id of a commit of `tree` without a parent: what was removed stays in no history."""
        return self.run("commit-tree", tree, "-m", message).strip()

    def push(self, commit: str, remote: Remote) -> None:
        """Put `commit` at the tip of the branch, unless it moved since it was looked at.

        Raises: UserError (R502) - the remote refused, or somebody else published meanwhile.
        """
        branch = f"refs/heads/{remote.branch}"
        self.run(
            *("push", "--quiet", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no"),
            f"--force-with-lease={branch}:{remote.tip}",
            *("--", remote.address, f"{commit}:{branch}"),
            hint=_("nothing was published; look at the remote and try again"),
        )


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    return kept | _SILENT


def _run(arguments: list[str], *, cwd: Path, env: dict[str, str], given: str = "", hint: str = "") -> str:
    program = shutil.which("git")
    if program is None:
        raise refused(_("git is not installed"), hint=_("install git and try again"))
    # A session of its own: git and ssh find no terminal to ask questions on.
    done = subprocess.run(  # noqa: S603 - arguments are a list, no shell is involved
        [program, *_SETTINGS, *arguments],
        cwd=cwd,
        env=env,
        input=given.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        words = (done.stderr or done.stdout).decode("utf-8", "replace")
        raise refused(words or f"git {arguments[0]}: {done.returncode}", hint=hint)
    return done.stdout.decode("utf-8", "surrogateescape")

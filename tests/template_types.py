"""Jinja2 templates read as typed code: which fields of which context dataclass each one asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from jinja2 import Environment, nodes

#: Names every template has: translations, the space between a word and a figure, Jinja2's own loop.
_GIVEN: Final = frozenset({"_", "ngettext", "gap", "loop"})
Types = Mapping[str, Any]


def kinds(view: Any) -> set[type]:  # noqa: ANN401 - a type or a part of one
    """Every dataclass reachable from a type through its fields."""
    found: set[type] = set()
    waiting = [view]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and is_dataclass(kind) and kind not in found:
            found.add(kind)
            waiting += get_type_hints(kind).values()
        waiting += get_args(kind)
    return found


def _plain(kind: Any) -> Any:  # noqa: ANN401 - a type
    """The type without its `| None`."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    return kind


def _element(kind: Any) -> Any:  # noqa: ANN401 - a type
    return next(iter(get_args(kind)), None)


@dataclass
class Reading:
    """What a family of templates asks for.

    Args:
        folder: where the templates lie.
        asked: (dataclass, field) of every value some template takes.
        names: every name of its own some template asks for.
        faults: names and fields that nothing gives.
    """

    folder: Path
    asked: set[tuple[type, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def template(self, name: str, types: Types) -> None:
        """Read the template `name`, given values of these types."""
        self._walk(self._tree(name), dict(types), name)

    def _tree(self, name: str) -> nodes.Template:
        source = (self.folder / name).read_text(encoding="utf-8")
        return Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source)

    def _walk(self, node: nodes.Node, types: dict[str, Any], where: str) -> None:
        for child in node.iter_child_nodes():
            self._one(child, types, where)

    def _one(self, node: nodes.Node, types: dict[str, Any], where: str) -> None:
        if isinstance(node, nodes.For):
            names = [target.name for target in node.target.find_all(nodes.Name)] or [node.target.name]  # type: ignore[attr-defined]
            inner = {**types, **dict.fromkeys(names, _element(self._type(node.iter, types, where)))}
            for part in (*node.body, *([node.test] if node.test else [])):
                self._one(part, inner, where)
        elif isinstance(node, nodes.Assign):
            types[str(node.target.name)] = self._type(node.node, types, where)  # type: ignore[attr-defined]
        elif isinstance(node, nodes.Import):
            types[node.target] = self._tree(str(node.template.value))  # type: ignore[attr-defined]
        elif isinstance(node, nodes.Include):
            self.template(str(node.template.value), types)  # type: ignore[attr-defined]
        elif isinstance(node, nodes.Macro):
            types[node.name] = node
        elif isinstance(node, nodes.Expr):
            self._type(node, types, where)
        else:
            self._walk(node, types, where)

    def _type(self, node: nodes.Node, types: dict[str, Any], where: str) -> Any:  # noqa: ANN401 - a type
        """The type of an expression; None where it has none that matters."""
        if isinstance(node, nodes.Name):
            return self._name(node.name, types, f"{where}:{node.lineno}")
        if isinstance(node, nodes.Getattr):
            return self._field(self._type(node.node, types, where), node.attr, f"{where}:{node.lineno}")
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            kind = self._type(node.node, types, where)
            return self._field(kind, node.arg.value, f"{where}:{node.lineno}") if is_dataclass(kind) else None
        if isinstance(node, nodes.Filter) and node.node is not None:
            return self._filtered(node, types, where)
        if isinstance(node, nodes.Call):
            return self._called(node, types, where)
        for child in node.iter_child_nodes():
            self._type(child, types, where)
        return None

    def _name(self, name: str, types: Types, where: str) -> Any:  # noqa: ANN401 - a type
        if name not in types and name not in _GIVEN:
            self.faults.append(f"{where}: nothing is called {name}")
        self.names.add(name)
        return types.get(name)

    def _field(self, kind: Any, name: str, where: str) -> Any:  # noqa: ANN401 - a type
        kind = _plain(kind)
        if isinstance(kind, nodes.Template):
            return next(macro for macro in kind.find_all(nodes.Macro) if macro.name == name)
        if not is_dataclass(kind):
            return None
        if name not in {one.name for one in fields(kind)}:
            self.faults.append(f"{where}: {kind.__name__} has no {name}")  # type: ignore[union-attr]
            return None
        self.asked.add((kind, name))  # type: ignore[arg-type]
        return _plain(get_type_hints(kind)[name])

    def _filtered(self, node: nodes.Filter, types: dict[str, Any], where: str) -> Any:  # noqa: ANN401 - a type
        kind = self._type(node.node, types, where)  # type: ignore[arg-type]
        for part in node.args:
            self._type(part, types, where)
        if node.name in {"selectattr", "rejectattr"}:
            self._field(_element(kind), node.args[0].value, f"{where}:{node.lineno}")  # type: ignore[attr-defined]
        return kind if node.name in {"selectattr", "rejectattr", "list"} else None

    def _called(self, node: nodes.Call, types: dict[str, Any], where: str) -> None:
        called = self._type(node.node, types, where)
        given = [self._type(part, types, where) for part in node.args]
        if isinstance(called, nodes.Macro):
            names = [str(arg.name) for arg in called.args]
            macros = {macro.name: macro for macro in self._tree("macros.html.j2").find_all(nodes.Macro)}
            inner = {**macros, **dict.fromkeys(names), **dict(zip(names, given, strict=False))}
            for part in called.body:
                self._one(part, inner, "macros.html.j2")

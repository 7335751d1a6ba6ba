"""The codebook of an incident: which viewpoints (观点/诉求) people look for in its posts."""

from __future__ import annotations

from pydantic import Field

from reporter.incident.fields import EMPTY, Id, Record, Text, Words


class CodebookItem(Record):
    """One viewpoint or demand that a labeller looks for; a post may hold several."""

    id: Id = Field(description="编号")
    name: Words = Field(description="观点或诉求的名称（不超过8字）")
    definition: Text = Field(EMPTY, description="怎样算持有这一观点；附正例、反例更好")

"""Before delivery: claims proposed from a report, the internal check copy, the check of the edited final text."""

from reporter.proof.proposed import claim_lines, ids, proposed_blocks, yaml_lines

__all__ = ["claim_lines", "ids", "proposed_blocks", "yaml_lines"]

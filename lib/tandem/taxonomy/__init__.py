"""How links are tagged: what a definition allows, which links break it, and links that keep it. No Spark."""

from tandem.taxonomy.build import spelled, tagged
from tandem.taxonomy.check import Violation, is_tagged, violations_of
from tandem.taxonomy.rules import Taxonomy, read_taxonomy

__all__ = ["Taxonomy", "Violation", "is_tagged", "read_taxonomy", "spelled", "tagged", "violations_of"]

"""What the reports keep: gathered signals, how a report is arranged, researchers' keys."""

from makers.reports.models.arranging import ReportSection
from makers.reports.models.gathering import GatheredSignal
from makers.reports.models.researching import ResearchKey

__all__ = ["GatheredSignal", "ReportSection", "ResearchKey"]

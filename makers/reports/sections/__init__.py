"""The sections of a report: which there are, and how an organiser arranges those of an event."""

"""The walk: routes, choosing a group, and counting people out and back in."""

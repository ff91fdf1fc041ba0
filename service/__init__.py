"""The outside world: HTTP, time and disk."""

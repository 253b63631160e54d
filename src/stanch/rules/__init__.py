"""Rules as data: read from YAML when they are built or written by a user, packed for the scan."""

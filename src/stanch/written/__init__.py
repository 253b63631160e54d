"""Reading what somebody wrote: YAML and mappings, each error with its place."""

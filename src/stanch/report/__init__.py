"""What people and programs read of a run: one module a format, imported on use."""

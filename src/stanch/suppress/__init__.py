"""What people accepted: markers, ignore files, allowlists and the baseline. Pure."""

"""Where bytes come from: each source yields blobs, and says what it could not read."""

"""Reading git safely: plumbing commands only, in a cleaned environment, bytes in and bytes out."""

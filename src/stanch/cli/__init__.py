"""The command line: parse, resolve options, call, print, exit code. No logic lives here."""

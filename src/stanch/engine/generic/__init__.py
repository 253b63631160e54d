"""The generic detector: `name = value` where the name says credential and the value looks like one.

A pattern of a rule with `detector: assignment` finds the syntax. Each sense here reads one thing
(the name, the value, the file, what stands round it) and says what speaks for and against; the
table in `weights.py` says how much, and the sum is the confidence.
"""

"""The nouns of the program: values only, standard library only."""

"""How the shipped head of topics was made; not part of the installed program."""

"""The demo: a company, its past, two neighbouring systems. Everything in it runs by the same code as in earnest."""

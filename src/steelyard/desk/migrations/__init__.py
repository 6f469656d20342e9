"""How the desk's tables came to be, a step a file; `database.migrate` takes those a desk lacks."""

"""
Rosters: the columns of a person, judged cell by cell (`rows`). How files are read stands in `table_files`.
"""

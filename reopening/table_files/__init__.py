"""
Tables as files: xlsx, xls, ods and csv in, rows and refused cells out; and workbooks back to their senders.

A file is read in a process of its own with limits on memory and time (`reader`, standard library and calamine
only). What a row means is said by those who ask for it: `roster_files` people, `firm_files` firms.
"""

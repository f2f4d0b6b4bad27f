"""
Rosters as files: xlsx, xls, ods and csv in, people and refused cells out; and workbooks back to the firm.

A file is read in a process of its own with limits on memory and time (`reader`, standard library and calamine
only); what comes out of it is judged cell by cell (`rows`).
"""

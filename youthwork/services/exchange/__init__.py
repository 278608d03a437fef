"""数据交换: what comes in from Excel and goes out to it.

`roster.read_roster` reads a 团干部花名册. It rests on three layers, each readable alone:
`file_kinds` says what a file really is; `ooxml`, `sheet_xml` and `spreadsheet` open a workbook without
trusting it; `roster_header`, `roster_lines` and `roster_cells` know how offices write a roster.
"""

"""Word 表格: the annexes as offices pass them round: written in the notice's layout, and read back into fields.

Reading, in call order: `reading` → `opening` (the file, untrusted) → `tables` and `text` (what stands where) →
`labels`, `heads`, `columns`, `labelled`, `entries` (what it means). Writing: `writing` → `layouts`, `markup`.
`marks` is what both know: the hidden bookmarks that say which row is which.
"""

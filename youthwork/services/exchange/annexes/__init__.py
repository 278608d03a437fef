"""附件的 Excel 往返: an annex goes out as the notice's own table and comes back, however the office changed it.

Out: `layout` says which columns, `writing` lays them out, `marks` hides what the way back needs.
Back: `reading` (with `header`, `lines`, `cells`) says what a file means, `comparing` sets it beside the draft,
`judging` lets the web form's own checks speak, `taking` takes it over, `returning_sheet` sends mistakes back.
"""

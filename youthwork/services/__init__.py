"""The deeds: verbs that change records. They flush and never commit; who calls them decides that.

Foundation: `transactions` (where a deed begins and ends), `tree` and `posts` (who stands where), `scope` (who
sees what), `numbers`, `audit`, `schema`. The rest by what it is about:

    drafts/        open a draft, save it however wrong, check it, submit it
    path/          its way through two organs; `path/steps.take_step` is the only door
    printing/      faces and papers
    archive/       search over what was filed
    personnel/     accounts, posts, the organizations themselves
    contact_work/  links, records, visits, wishes, what is counted and drawn from them
    exchange/      spreadsheets in and out
"""

"""填报: open a draft, save it however wrong, check it, submit it."""

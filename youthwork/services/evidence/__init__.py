"""佐证材料: photos and papers beside a submission, for whoever has some; nobody is asked for any (DOMAIN §0.3, §8).

`kinds` says what a file is, `preparing` makes it fit to be kept, `taking` adds it to a draft and takes it out again,
`rounds` knows what went with which 报送, `sight` who reads it.
"""

"""消息: what a deed tells whom, the inbox, the daily digest, and the optional e-mail. Nothing depends on any of it."""

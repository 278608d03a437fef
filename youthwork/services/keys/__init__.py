"""密钥: the box the secrets lie in, the keys organs sign with, and what others need to check them."""

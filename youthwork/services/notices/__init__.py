"""通知: drawing up, issuing, amending, withdrawing, passing on; what is asked by it is laid by `services/duties`."""

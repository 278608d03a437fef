"""参评资格: who decides it, who sees it, and the gate every nomination passes (H52)."""

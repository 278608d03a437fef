"""印章: registered by one person and confirmed by another, kept, asked for, approved, pressed and entered in a register."""

"""成件: faces rendered, papers made and kept, what people upload beside them."""

"""五个一进度: counted from records."""

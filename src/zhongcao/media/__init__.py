"""Pictures: cleaned uploads, their sizes, and pictures that are drawn later (图片)."""

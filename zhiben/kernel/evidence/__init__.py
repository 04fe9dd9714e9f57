"""Evidence: files by the hash of their bytes, with who, when and where; seen only through what owns them."""

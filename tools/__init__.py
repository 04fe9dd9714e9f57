"""What maintains the repository; nothing here runs in the product."""

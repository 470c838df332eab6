"""What the page *Send a message* works out, apart from who visits."""

"""What changes the installation itself."""

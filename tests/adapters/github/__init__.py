"""What is asked of GitHub arrives once, its refusals name their remedy, and its limits are waited out."""

"""Each job does its work once, whatever fails or dies meanwhile."""

"""Reconcile: finds what a journey lost, and repairs it with the journey's functions."""

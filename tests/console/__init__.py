"""The console: who gets in, what each page shows, and what attacks on it find."""

"""The sums of a bill, its limits, forecasts, savings and pages."""

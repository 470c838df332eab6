"""A text leaves once, when and as policy allows, and a refusal is explained."""

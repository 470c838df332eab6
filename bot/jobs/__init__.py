"""What the workflows run; one package a journey, in it one module named as the workflow."""

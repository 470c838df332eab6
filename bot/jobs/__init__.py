"""What the workflows run; one package a journey, in it one module named as the workflow.

Every run starts an interpreter and pays for what it imports, so this comes before all imports of jobs.
"""

import gc

from bot.adapters.github import lazy

# Imports make hardly any garbage, and searching for it takes a tenth of their time.
gc.set_threshold(10_000)
# The relay, which has threads, imports no job.
lazy.defer()

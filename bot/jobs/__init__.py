"""The jobs the workflows run: one package per journey, with one module named after its workflow.

Every run starts a new interpreter and pays for its imports, so this runs before any job is imported.
"""

import gc

from bot.adapters.github import lazy

# Imports make hardly any garbage, and searching for it takes a tenth of their time.
gc.set_threshold(10_000)
# The relay, which has threads, imports no job.
lazy.defer()

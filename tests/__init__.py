"""What the bot promises, shown against emulated services over HTTP; each folder proves what the folder of bot/ with
its name does.
"""

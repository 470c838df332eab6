"""What can be configured: every key of config.yml and every variable of the environment, one sentence each."""

from bot.core.settings.configuration import Configuration
from bot.core.settings.conversations import LabelsSection, Language, Permission
from bot.core.settings.process import Settings
from bot.core.settings.relay import DispatchSection

__all__ = ["Configuration", "DispatchSection", "LabelsSection", "Language", "Permission", "Settings"]

"""The subcommands of `motcua`; each module is imported only when its command runs."""

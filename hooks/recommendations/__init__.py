"""One recommendation, one file. None imports another; `hooks.order_select` says which run, and in which order."""

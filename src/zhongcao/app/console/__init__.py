"""What the console asks that no single domain can answer: names of anything, the history of anything, the machinery."""

from zhongcao.app.console import _history, _machinery, _names, _queues

ROUTES = [*_names.ROUTES, *_history.ROUTES, *_queues.ROUTES, *_machinery.ROUTES]

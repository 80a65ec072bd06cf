"""The ASGI application of the web process."""

import os

from django.core.asgi import get_asgi_application

from anlan.project.bodies import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.project.settings")
django_application = get_asgi_application()

from anlan.project.wiring.web import wire_web  # noqa: E402 -- the models need Django to be set up

bus_thread = wire_web()
application = BodyLimit(django_application)

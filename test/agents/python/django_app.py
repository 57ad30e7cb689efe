"""The toy of a participant with Django, in one file: the agent is set up by its environment variables alone."""

import sys

from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEBUG=False,
    INSTALLED_APPS=["elasticapm.contrib.django"],
    MIDDLEWARE=["elasticapm.contrib.django.middleware.TracingMiddleware"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="a-toy-has-no-secrets",
)

import django  # noqa: E402
from django.core.management import execute_from_command_line  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402


def book(request, number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT '사다리' WHERE %s = %s", [number, number])
        return JsonResponse({"title": cursor.fetchone()[0]})


def broken(request):
    raise ValueError("가격을 읽을 수 없습니다")


urlpatterns = [path("books/<int:number>", book), path("broken", broken)]

if __name__ == "__main__":
    django.setup()
    execute_from_command_line(["manage", "runserver", "--noreload", f"127.0.0.1:{sys.argv[1]}"])

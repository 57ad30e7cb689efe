from django.db import connection
from django.http import JsonResponse
from django.urls import path


def book(request, number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT '사다리' WHERE %s = %s", [number, number])
        return JsonResponse({"title": cursor.fetchone()[0]})


def broken(request):
    raise ValueError("가격을 읽을 수 없습니다")


urlpatterns = [path("books/<int:number>", book), path("broken", broken)]

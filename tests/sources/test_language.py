from __future__ import annotations

import pytest

from trigpoint.sources.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Two warehouses at the river port burned on Tuesday after what residents said was a drone strike.", "en"),
        (
            "Deux entrepôts du port fluvial ont brûlé mardi après une frappe de drone, selon des habitants de la ville.",
            "fr",
        ),
        (
            "Zwei Lagerhäuser am Flusshafen sind am Dienstag nach einem Drohnenangriff abgebrannt, sagten Anwohner.",
            "de",
        ),
        ("Nehir limanındaki iki depo salı günü bir insansız hava aracı saldırısının ardından yandı.", "tr"),
        ("قال سكان إن غارة جوية استهدفت مستودعا قرب الميناء مساء الثلاثاء", "ar"),
        ("ساکنان گفتند که یک حمله پهپادی دو انبار بندر را به آتش کشید", "fa"),
        ("مقامی لوگوں نے کہا کہ ڈرون حملے میں بندرگاہ کے دو گودام جل گئے ہیں", "ur"),
        ("תושבים אמרו ששני מחסנים בנמל נשרפו ביום שלישי", "he"),
        ("Жители сообщили, что в порту сгорели два склада, ещё один объект повреждён", "ru"),
        ("Мешканці повідомили, що в порту згоріли два склади, ще один об'єкт пошкоджено", "uk"),
        ("هێزەکانی پێشمەرگە ڕایانگەیاند کە هێرشێکی درۆنی کرایە سەر بنکەیەک لە سنووری پارێزگای هەولێر", "ku"),
        ("د افغانستان په کندهار ولایت کې د یوې چاودنې له امله لس کسان وژل شوي او شل نور ټپیان دي", "ps"),
        (
            "نيروهاي ايراني ديروز يك پايگاه را در نزديكي مرز بمباران كردند و گفتند چند نفر كشته شدند",
            "fa",
        ),  # Arabic keys
        ("الجیش السوری یقصف ریف إدلب بالمدفعیة وسقوط قتلی بین المدنیین فی المدینة", "ar"),  # Persian keys
        ("استهدفت مسيّرة قوات الپيشمرگة في أربيل، وقالت الوزارة إن ثلاثة مقاتلين قتلوا", "ar"),
        ("Qasr 12", ""),
        ("", ""),
        ("12.05.2020 14:00 +++", ""),
    ],
)
def test_the_language_of_most_of_the_text(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_foreign_name_does_not_change_the_language() -> None:
    text = "The ministry (وزارة الدفاع) said that the port of Qasr was hit by two drones on the night to Tuesday."
    assert language_of(text) == "en"

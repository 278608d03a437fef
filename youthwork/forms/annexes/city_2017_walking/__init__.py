"""关于开展“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动的通知. It bears no number (DOMAIN §9 A14).

Its one attachment is 联系单位; what the text asks for besides follows it: 活动信息和案例 (J24), 调研选题 and 调研报告 (J16,
J17).
"""

from youthwork.forms.annexes.base import NoticeEdition
from youthwork.forms.annexes.city_2017_walking.activity_news import ActivityNews
from youthwork.forms.annexes.city_2017_walking.contact_units import ContactUnits
from youthwork.forms.annexes.city_2017_walking.research_report import ResearchReport
from youthwork.forms.annexes.city_2017_walking.research_topic import ResearchTopic

EDITION = NoticeEdition(
    key="city_2017_walking",
    title="关于开展“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动的通知",
    number=None,
    year=2017,
    annexes=(ContactUnits, ActivityNews, ResearchTopic, ResearchReport),
    source="市级通知，J1–J25",
)

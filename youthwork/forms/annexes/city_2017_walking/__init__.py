"""关于开展“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动的通知. It bears no number (DOMAIN §9 A14)."""

from youthwork.forms.annexes.base import NoticeEdition
from youthwork.forms.annexes.city_2017_walking.contact_units import ContactUnits

EDITION = NoticeEdition(
    key="city_2017_walking",
    title="关于开展“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动的通知",
    number=None,
    year=2017,
    annexes=(ContactUnits,),
    source="市级通知，J1–J25",
)

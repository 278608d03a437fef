"""豫青字〔2017〕8号: 关于进一步做好全省“1+100”团干部直接联系青年工作的通知.

附件1 is the unit's, due first (H61); 附件2 is each cadre's own (H24).
"""

from youthwork.forms.annexes.base import NoticeEdition
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TaskSheet

EDITION = NoticeEdition(
    key="province_2017_8",
    title="关于进一步做好全省“1+100”团干部直接联系青年工作的通知",
    number="豫青字〔2017〕8号",
    year=2017,
    annexes=(ContactPoints, TaskSheet),
    source="省级通知，H1–H72",
)

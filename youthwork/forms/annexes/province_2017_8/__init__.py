"""豫青字〔2017〕8号: 关于进一步做好全省“1+100”团干部直接联系青年工作的通知.

附件1 is the unit's, due first (H61); 附件2 is each cadre's own (H24). What the text asks for without an attachment follows
them without a number: 五个一月报 (H60), 实施方案 (H59), 经验典型推荐 (H10), 最美青春故事
候选人推荐表 (H40, H41). A filed edition may be added to at its end.
"""

from youthwork.forms.annexes.base import NoticeEdition
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TaskSheet
from youthwork.forms.annexes.province_2017_8.implementation_plan import ImplementationPlan
from youthwork.forms.annexes.province_2017_8.monthly_report import MonthlyReport
from youthwork.forms.annexes.province_2017_8.recommendation import Recommendation
from youthwork.forms.annexes.province_2017_8.story_candidate import StoryCandidate

EDITION = NoticeEdition(
    key="province_2017_8",
    title="关于进一步做好全省“1+100”团干部直接联系青年工作的通知",
    number="豫青字〔2017〕8号",
    year=2017,
    annexes=(ContactPoints, TaskSheet, MonthlyReport, ImplementationPlan, Recommendation, StoryCandidate),
    source="省级通知，H1–H72",
)

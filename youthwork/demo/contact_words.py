"""活动记录的文字 of the demonstration: what cadres write of a year's contact work, put together so that no two sound alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from youthwork.demo.activities import entry_texts
from youthwork.domain.night_visits import VisitKind

_WHO = (
    "返乡创业的几位青年",
    "快递站点的小哥",
    "新入职的中学教师",
    "职教中心毕业班学生",
    "食品厂的车间青工",
    "村卫生室的年轻医生",
    "社区网格员",
    "民宿合伙人",
    "外卖骑手",
    "汉绣学徒",
    "植保飞防队的机手",
    "青年志愿者协会的骨干",
    "待业的高校毕业生",
    "幼儿园的年轻老师",
    "县医院规培的护士",
    "果蔬合作社的年轻社员",
)
#: 谈什么, and what they asked.
_MATTERS = (
    ("贴息贷款怎么申请", "材料能不能在镇上一次交齐"),
    ("合租房的押金纠纷", "想要一份租房合同的样本"),
    ("上夜班回家的路灯", "希望厂门口到公交站装上灯"),
    ("孩子放学没人接", "盼着暑期托管班早些报名"),
    ("评职称要的继续教育学时", "能不能线上补学时"),
    ("社保从外省转回来", "想请人社局的同志来讲一次"),
    ("直播带货的选品", "想找懂冷链的人带一带"),
    ("电动车换电柜太少", "商圈东边能不能加两组"),
    ("考焊工证的培训费", "补贴什么时候到账"),
    ("婚恋交友", "别搞相亲大会，想要登山、球赛这样的活动"),
    ("志愿服务时长怎么认定", "希望各平台的时长能互认"),
    ("设备租赁合同看不懂", "想请律师每月来坐一次班"),
    ("家里老人没人照应", "附近有没有日间照料的地方"),
    ("宿舍的网络和热水", "维修电话打了没人接"),
    ("毕业论文和招聘撞在一起", "招聘会能不能放到周末"),
    ("村里篮球场夜里黑", "想装两盏灯，电费可以自己凑"),
)
_CAME = (
    "当场打电话问清了窗口和时间，约好周四一起去办",
    "把大家的话理成三条，已经转给主管部门，答复了再来说",
    "请来的师傅现场演示了两遍，有人当场就上手了",
    "建了一个二十来人的小群，平时有事在里面说",
    "下次把合同样本带来，逐条讲给大家听",
    "跟厂里工会商量好，下月起夜班加一趟班车",
    "说好由社区腾出一间屋子，钥匙放在网格员那里",
    "先借来一套旧设备用着，秋天再看要不要买新的",
    "联系上去年办成的一位同龄人，让他讲自己走过的弯路",
    "大家推了两位牵头人，往后每月碰一次头",
    "材料缺的只有一样，已经帮着补上交了",
    "没有马上能办的，如实说了原因，记下来往上反映",
    "约了银行的客户经理到村里，一家一家对着账本看",
    "定了周末的登山路线，十几个人报了名",
    "把政策读了一遍，还是有两处吃不准，回去查了再答复",
    "有三个人愿意当志愿者，排进了下个月的班",
)
_FRAMES = (
    "{who}说得最多的是{matter}。{came}。",
    "聊了一个多小时，开头拘束，说到{matter}话就多了；{came}。",
    "{came}。起因是{who}提到{matter}，好几个人都遇到过。",
    "到了才知道{matter}是大家共同的难处，{came}。",
)
_DEEDS = (
    ("帮{who}跑通了手续", "卡在盖章上的一份申请，陪着跑了两个窗口，"),
    ("给{who}凑齐了一套工具", "从机关闲置的器材里找出来修好，送到手上，"),
    ("替{who}问到了答复", "一直没有下文的事，找到经办科室要来了书面答复，"),
    ("和{who}一起修好了活动室", "漏雨的屋顶换了瓦，旧桌椅刷了漆，"),
)
_LESSONS = (
    "《青年的样子》",
    "《家乡的河》",
    "《一封家书》",
    "《把日子过成诗》",
    "《我的第一份工资》",
    "《一百年前的他们》",
)


@dataclass(frozen=True)
class Written:
    """一条记录的文字."""

    topic: str
    form: str
    effect: str
    asked: str
    people: int


class Writer:
    """写记录的人: gives texts that go on where the last one stopped, so that none comes twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._told = self._combinations()

    def talk(self) -> Written:
        who, (matter, asked), came, frame = next(self._told)
        form = self._random.choice(("座谈", "走访", "见面聊"))
        effect = frame.format(who=who, matter=matter, came=came)
        return Written(f"听{who}说{matter}", form, effect, asked, self._random.randint(3, 19))

    def heart_talk(self) -> Written:
        who, (matter, asked), came, _ = next(self._told)
        effect = f"他心里的结在{matter}，话说开了就松快些；{came}。"
        return Written(f"与{who}中的一位谈心", "谈心谈话", effect, asked, self._random.randint(1, 3))

    def deed(self) -> Written:
        who, (matter, _), came, _ = next(self._told)
        topic, effect = self._random.choice(_DEEDS)
        return Written(topic.format(who=who), "办实事", f"{effect}{came}；{matter}也一并问到了。", "", 4)

    def lesson(self) -> Written:
        who, (matter, asked), came, _ = next(self._told)
        title = self._random.choice(_LESSONS)
        effect = f"讲完留了半小时答问，{who}当场说起{matter}，{came}。"
        return Written(f"主题团课{title}", "团课", effect, asked, self._random.randint(26, 58))

    def charity(self) -> Written:
        who, _, came, _ = next(self._told)
        effect = f"随公益组织清点物资、分装上车，{who}也来搭了把手，{came}。"
        return Written("随青年志愿者协会出一次活动", "公益活动", effect, "", self._random.randint(8, 24))

    def task(self, task: str) -> Written:
        """One of the rows of 任务表, its form and its effect as `activities.py` words them."""
        who, (matter, asked), came, _ = next(self._told)
        form, people, effect = entry_texts(task, self._random)
        return Written(form, "", f"{effect}；会后{who}说到{matter}，{came}", asked, people)

    def gathering(self, topic: str, form: str) -> Written:
        """机关集中活动."""
        who, (matter, asked), came, _ = next(self._told)
        effect = f"来的有{who}，问得最多的是{matter}。{came}。"
        return Written(topic, form, effect, asked, self._random.randint(31, 88))

    def visit(self, kind: VisitKind) -> tuple[Written, str]:
        """夜访, without anything that tells who was visited; and what was done of the 必做."""
        topic, form, effect, must_do = _VISITS[kind]
        _, (matter, asked), came, _ = next(self._told)
        people = 2 if kind is VisitKind.TROUBLED_YOUTH else self._random.randint(5, 21)
        return Written(topic, form, f"{effect}，说到{matter}，{came}。", asked, people), must_do

    def _combinations(self) -> Iterator[tuple[str, tuple[str, str], str, str]]:
        """Every matter with every outcome before any pair comes again; whom and how, mixed."""
        pairs = [(matter, came) for matter in _MATTERS for came in _CAME]
        self._random.shuffle(pairs)
        while True:
            for matter, came in pairs:
                yield self._random.choice(_WHO), matter, came, self._random.choice(_FRAMES)


_VISITS: dict[VisitKind, tuple[str, str, str, str]] = {
    VisitKind.TROUBLED_YOUTH: (
        "夜访一名需要帮助的青少年",
        "入户走访",
        "和孩子、家里人坐下来吃了顿饭",
        "帮着联系好了周末的课业辅导",
    ),
    VisitKind.CLASS: ("夜访学生寝室", "座谈", "熄灯前在寝室里围坐着聊", "和同学们开了一次主题团日"),
    VisitKind.SOCIAL_ORGANIZATION: (
        "夜访一家社会组织",
        "座谈",
        "看了他们的仓库和排班表",
        "一起策划了周末的一次义卖",
    ),
    VisitKind.FOUNDER: (
        "夜访创业青年",
        "走访",
        "等他们忙完打包已经快九点",
        "跟着装了一个多小时的车",
    ),
    VisitKind.VILLAGE: (
        "夜访村里",
        "走访",
        "沿着村道走了一圈，进了四户人家",
        "随巡防队走完了后半程",
    ),
    VisitKind.LOWER_ORGAN: (
        "夜访镇团委",
        "座谈",
        "翻了他们的台账，也听了苦处",
        "上了一堂专题团课",
    ),
}
#: 夜访发现的问题: 类别, the problem, how it was seen to.
PROBLEMS = (
    ("就业创业", "冷库用电按商业价，一季电费抵得上半季的利润", "供电所上门核过，改按农业用电计价"),
    ("社会治安", "村口到学校八百米没有路灯", "镇里列入秋季亮化，先装了四盏太阳能灯"),
    ("学习就学", "寝室晚上十点断网，交不了作业", "学校同意作业时段延到十一点"),
    ("生活困难", "租住的平房漏雨", "社区请人补了屋面，申请了一笔临时救助"),
    ("权益维护", "试用期满不签合同", "劳动监察已经约谈，补签了合同"),
    ("心理情感", "换了学校以后不愿出门", "心理老师每周来一次，慢慢肯说话了"),
    ("团组织建设", "支部半年没有开过会，花名册对不上人", "重新核了名册，定了每月一次的团日"),
    ("家庭关系", "父母在外，由祖辈照看，管不住也说不动", "和家长约定每周视频，结了一名志愿者"),
)

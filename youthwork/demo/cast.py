"""演员表: the people one signs in as, and their colleagues; the last column says what to try as this person.

One line a person: 登录名 | 姓名 | 性别 出生年月 | 单位 职务 性质 | 职责 | 联系的团委 > 团支部 | 试什么.
A `#` line opens a group on the sign-in page of the demo.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature, Gender

PASSWORD = "demo"

_TABLE = """
# 团青岚市委
luo | 罗欣喆 | 女 1993.05 | 团青岚市委学校部 学校部副部长 专职 | 团干部 | 云溪县第一中学团委 > 云溪县第一中学高一（1）班团支部 | 用手机接着填自己的任务表，填好提交审签
lin | 林晓舟 | 男 1990.11 | 团青岚市委 办公室主任 专职 | 团干部、经办人、管理员 | 云溪镇团委 > 云溪镇柳林村团支部 | 补齐本单位的联系点汇总表并提交；成批报送已审签的任务表
meng | 孟繁星 | 男 1982.03 | 团青岚市委 书记 专职 | 团干部、签发人、用印批准人 | 清河街道团工委 > 清河街道第一社区团支部 | 审签本单位的材料，以及只有一名干部的团白泉县委和团云溪县委书记本人报上来的材料；在“候选人”里给县里推荐的写本级意见，其中一名评定过不合格
jiang | 江若澄 | 女 1986.07 | 团青岚市委 副书记 专职 | 团干部、签发人 | 白泉镇团委 > 白泉镇泉上村团支部 |
he | 何志远 | 男 1987.09 | 团青岚市委组织部 组织部部长 专职 | 团干部、审核人 | 白泉镇初级中学团委 > 白泉镇初级中学八年级（1）班团支部 | 签收各县报来的汇总表和任务表，退回补正或予以备案
cheng | 程昱 | 女 1994.02 | 团青岚市委组织部 组织部干事 专职 | 团干部、审核人 | 云溪镇机关团总支 > 云溪镇机关第一团支部 | 和何志远分着办；别人签收的件为什么不能动，页面会说明
zhao | 赵一鸣 | 男 1991.12 | 团青岚市委办公室 办公室干事 专职 | 团干部、档案员 | | 检索备案档案，查看备案件和它的 PDF，看更正件的前后两版和作废件；上年的已经归档，看归档文件目录、保管期限表和利用登记
yan | 严昇 | 男 1992.08 | 团青岚市委办公室 办公室副主任 专职 | 团干部、印章管理员 | | 给已批准用印的汇总表用印；没有印章管理员的单位由这里代章；看印章台账和用印登记簿

# 团云溪县委
zhou | 周可儿 | 女 1989.06 | 团云溪县委 副书记 专职 | 团干部、经办人、管理员 | 云溪镇团委 > 云溪镇石桥村团支部 | 报送审签好的任务表，接着填联系单位安排表；汇总表正在市里审核，看它走到哪一步
chen | 陈祎 | 男 1985.04 | 团云溪县委 书记 专职 | 团干部、签发人、用印批准人 | 云溪县第一中学团委 > 云溪县第一中学高二（1）班团支部 | 审签买买提江·阿布都的任务表；批准给云溪县第一中学团委代章；自己的任务表要由上级审签
li | 李堃 | 男 1990.10 | 团云溪县委 组织部部长 专职 | 团干部、印章管理员、审核人、档案员 | 云溪镇机关团总支 > 云溪镇机关第二团支部 | 签收乡镇和学校报来的汇总表；书记去党校培训，由这里代理审签，工作台上标着“代陈祎”
mai | 买买提江·阿布都 | 男 1988.01 | 团云溪县委 挂职副书记 挂职 | 团干部 | 白泉镇初级中学团委 > 白泉镇初级中学八年级（2）班团支部 | 任务表已提交，看它在谁手里、第几天

# 云溪县的乡镇和学校
qin | 秦玥 | 女 1995.03 | 云溪镇团委 书记 专职 | 团干部、签发人、用印批准人、管理员 | 云溪镇机关团总支 > 云溪镇机关第一团支部 | 审签副书记的任务表
tian | 田㛃 | 女 1997.09 | 云溪镇团委 副书记 专职 | 团干部、经办人 | 云溪镇机关团总支 > 云溪镇机关第二团支部 | 汇总表已报县里，任务表等书记审签
fang | 方静好 | 女 1992.10 | 云溪县第一中学团委 书记 专职 | 团干部、签发人、经办人、管理员 | 云溪县第一中学团委 > 云溪县第一中学高二（3）班团支部 | 学校团委只有一个人：自己填的汇总表由团云溪县委审签、代章

# 青岚市的其他县
bai | 白露 | 女 1991.02 | 团白鹭县委 副书记 专职 | 团干部、经办人、管理员 | 白鹭镇团委 | 留白手盖的单位：汇总表已备案，盖章件的扫描放在 PDF 旁边
xie | 谢临风 | 男 1984.05 | 团白鹭县委 书记 专职 | 团干部、签发人、用印批准人 | 白鹭镇团委 |
ding | 丁玥 | 女 1996.06 | 团白鹭县委 干事 专职 | 团干部、印章管理员、审核人 | 白鹭县第一中学团委 |
shen | 沈嘉禾 | 女 1990.08 | 团白泉县委 书记 专职 | 团干部、签发人、经办人、审核人、管理员 | 白泉县第一中学团委 | 全县只有一名团干部：审签上到团青岚市委，印章由上级代章

# 团示范省委
tang | 唐宁 | 男 1983.11 | 团示范省委组织部 组织部部长 专职 | 团干部、审核人 | | 受理省辖市、省直管县的汇总表和市级团干部的任务表；给各市推荐上来的“最美青春故事”候选人写意见
song | 宋佳禾 | 女 1993.01 | 团示范省委组织部 组织部干事 专职 | 团干部、审核人 | |
xu | 许闻远 | 男 1985.12 | 团示范省委学校部 学校部部长 专职 | 团干部、审核人 | | 受理省管高校的汇总表
cai | 蔡成蹊 | 男 1986.02 | 团示范省委城市部 城市部部长 专职 | 团干部、审核人 | | 受理直属单位的汇总表
gu | 顾言舒 | 女 1984.09 | 团示范省委 办公室主任 专职 | 团干部、经办人、管理员 | | 看通知，管理本级的人员、部门和职责，撤并、拆分下级组织，在“日历”里改放假和调休
bao | 鲍景行 | 男 1989.03 | 团示范省委办公室 办公室干事 专职 | 团干部、印章管理员、档案员 | | 为团望川县委代章，检索全省的备案件，给省委受理的备案件归档、编档号
su | 苏鸿渐 | 男 1979.10 | 团示范省委 书记 专职 | 团干部、签发人、用印批准人 | |
fu | 傅敏行 | 女 1981.05 | 团示范省委 副书记 专职 | 团干部、签发人 | |

# 省直管县、直属单位、省管高校
wang | 王望舒 | 女 1986.10 | 团望川县委 书记 专职 | 团干部、签发人、用印批准人、管理员 | 望川县第一中学团委 | 一名书记、一名经办人的县：审签经办人的任务表；自己的由上一级审签，仍有三个不同的人办完
xiong | 熊知夏 | 男 1994.04 | 团望川县委 干事 专职 | 团干部、经办人、审核人 | 望川镇团委 | 汇总表已审签，等省里代章
ruan | 阮清和 | 女 1987.01 | 省直机关团工委 干事 专职 | 团干部、经办人、管理员 | 省直机关第一分部团委 | 汇总表报省委城市部，正等签收，现在还能撤回
zhong | 钟毅 | 男 1980.12 | 省直机关团工委 书记 专职 | 团干部、签发人、用印批准人 | 省直机关第二分部团委 |
pan | 潘语 | 女 1995.05 | 省直机关团工委 干事 专职 | 印章管理员、审核人 | |
jiao | 焦文珺 | 女 1988.06 | 示范大学团委 副书记 兼职 | 团干部、经办人、管理员 | 示范大学文学院团委 | 汇总表被省委学校部退回，按原因改好再报
gao | 高观澜 | 男 1978.07 | 示范大学团委 书记 专职 | 团干部、签发人、用印批准人 | 示范大学数学学院团委 | 新刻的印章登记好了，核对样张后核准
ni | 倪安 | 女 1993.09 | 示范大学团委 干事 专职 | 印章管理员、审核人 | |
"""


@dataclass(frozen=True)
class Member:
    """一个角色: who, where, with which duties, linked to which committee and branch, and what to try."""

    group: str
    username: str
    name: str
    gender: Gender
    birth_month: str
    organization: str
    title: str
    nature: CadreNature
    duties: tuple[Duty, ...]
    committee: str
    branch: str
    story: str

    @property
    def post(self) -> str:
        """办公室主任 · 经办人、管理员: who this is within the group they stand in."""
        place = "" if self.organization.startswith(self.group) else self.organization
        duties = "、".join(duty.value for duty in self.duties if duty is not Duty.CADRE)
        return f"{place}{self.title} · {duties or Duty.CADRE.value}"


def _read(table: str) -> Iterator[Member]:
    group = ""
    for line in table.strip().splitlines():
        if line.startswith("#"):
            group = line.removeprefix("#").strip()
        elif line:
            yield _member(group, [cell.strip() for cell in line.split("|")])


def _member(group: str, cells: list[str]) -> Member:
    username, name, born, post, duties, link, story = cells
    gender, birth_month = born.split()
    organization, title, nature = post.split()
    committee, _, branch = (part.strip() for part in link.partition(">"))
    return Member(
        group,
        username,
        name,
        Gender(gender),
        birth_month,
        organization,
        title,
        CadreNature(nature),
        tuple(Duty(word) for word in duties.split("、")),
        committee,
        branch,
        story,
    )


MEMBERS: tuple[Member, ...] = tuple(_read(_TABLE))

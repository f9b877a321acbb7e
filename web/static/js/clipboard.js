// What a spreadsheet puts on the clipboard, as rows of cells; and a text as the value of one cell.

// Tabs part the cells, else commas where every line has as many; a lone column of figures keeps its thousands separators.
export function parseBlock(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (lines === "") return [];
  if (lines.includes("\t")) return parted(lines, "\t");
  const rows = lines.split("\n");
  if (rows.every((each) => isGrouped(each.trim()))) return rows.map((each) => [each]);
  const byComma = parted(lines, ",");
  const isTable = byComma[0].length > 1 && byComma.every((each) => each.length === byComma[0].length);
  if (isTable && byComma.length > 1) return byComma;
  return lines.includes('"') ? parted(lines, "\t") : rows.map((each) => [each]);
}

// 1,234.50 or an empty cell, but not 1,2,3.
const isGrouped = (text) => text === "" || /^[-+(]?[¥￥$]?\s?\d{1,3}([,，]\d{3})*(\.\d+)?\)?%?$/.test(text);

// Cells between `mark`; in quotes a cell may hold marks, line ends and doubled quotes.
function parted(text, mark) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[index + 1] === '"') cell += text[(index += 1)];
      else quoted = false;
    } else if (letter === '"' && cell === "") {
      quoted = true;
    } else if (letter === mark) {
      rows.at(-1).push(cell);
      cell = "";
    } else if (letter === "\n") {
      rows.at(-1).push(cell);
      cell = "";
      rows.push([]);
    } else {
      cell += letter;
    }
  }
  rows.at(-1).push(cell);
  return rows;
}

// The value a text gives in this cell; null where the cell is a choice that has no such option.
export function asCellValue(cell, text) {
  const words = text.trim();
  if (cell.matches("select")) return optionValue(cell, words);
  if (cell.type === "date") return asDate(words);
  if (/^(numeric|decimal)$/.test(cell.inputMode)) return asNumber(words);
  return cell.matches("textarea") ? text : words.replace(/\s*\n\s*/g, " ");
}

function optionValue(select, words) {
  if (words === "") return "";
  const found = [...select.options].find((each) => each.value === words || each.textContent.trim() === words);
  return found ? found.value : null;
}

function asDate(words) {
  if (words === "") return "";
  const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(words);
  return found ? `${found[1]}-${found[2].padStart(2, "0")}-${found[3].padStart(2, "0")}` : null;
}

// Without currency and thousands separators; (1,234) is negative, as accountants write it. A lone dash is no figure.
function asNumber(words) {
  if (/^[-–—]$/.test(words)) return "";
  const negative = /^\((.+)\)$/.exec(words);
  const bare = (negative ? negative[1] : words).replace(/^[¥￥$]\s?/, "").replace(/(?<=\d)[,，](?=\d{3}(?!\d))/g, "");
  return negative && /^\d/.test(bare) ? `-${bare}` : bare;
}

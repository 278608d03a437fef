/* 多行表: add, remove, move and paste rows without a round trip. Its buttons are plain submit buttons, so that
   everything but pasting also works without this file.

   <div data-grid="rows"> <tbody data-grid-rows> <tr data-row> <input type=hidden name="rows" value="ID">
   and cells named rows-ID-column </tr> … <template data-grid-template> the same row with __id__ for its id. */
(function () {
  'use strict';
  const MOST_ROWS = 3000;
  const CELLS = 'td input:not([type=hidden]), td select, td textarea';
  const gridOf = (node) => node.closest && node.closest('[data-grid]');
  const bodyOf = (grid) => grid.querySelector('[data-grid-rows]');
  const rowsOf = (grid) => Array.from(bodyOf(grid).children).filter((it) => it.hasAttribute('data-row'));
  const cellsOf = (row) => Array.from(row.querySelectorAll(CELLS));
  const labelsOf = (row) => cellsOf(row).map((cell) => (cell.labels && cell.labels[0] ? cell.labels[0].textContent.trim() : ''));
  const neighbour = (grid, row, by) => rowsOf(grid)[rowsOf(grid).indexOf(row) + by];
  /* what is said of a row stands in rows of its own beneath it */
  function withRemarks(row) {
    const all = [row];
    while (all[all.length - 1].nextElementSibling && !all[all.length - 1].nextElementSibling.hasAttribute('data-row')) all.push(all[all.length - 1].nextElementSibling);
    return all;
  }
  const mayAdd = (grid) => Boolean(grid.querySelector('[data-row-add]'));
  const newId = () => 'n' + Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  function renumber(grid) {
    const rows = rowsOf(grid);
    rows.forEach((row, at) => { row.querySelector('[data-row-number]').textContent = at + 1; });
    grid.toggleAttribute('data-empty', rows.length === 0);
    /* autosave and the guard against leaving listen for this */
    bodyOf(grid).dispatchEvent(new Event('input', { bubbles: true }));
  }

  function addRow(grid) {
    const holder = document.createElement('template');
    holder.innerHTML = grid.querySelector('[data-grid-template]').innerHTML.replace(/__id__/g, newId()).trim();
    const row = holder.content.firstElementChild;
    bodyOf(grid).append(row);
    return row;
  }

  /* 恢复: rows with their values as they were before the last removal or paste */
  function snapshot(grid) {
    return rowsOf(grid).map((row) => ({ row, parts: withRemarks(row), values: cellsOf(row).map((cell) => cell.value) }));
  }
  function restore(grid, kept) {
    bodyOf(grid).textContent = '';
    kept.forEach(({ row, parts, values }) => {
      bodyOf(grid).append(...parts);
      cellsOf(row).forEach((cell, at) => { cell.value = values[at]; });
    });
    renumber(grid);
    say(grid, '已恢复');
  }
  function say(grid, text, kept) {
    const note = grid.querySelector('[data-grid-note]');
    note.textContent = text;
    if (!kept) return;
    const undo = document.createElement('button');
    undo.type = 'button'; undo.className = 'linkish'; undo.textContent = '恢复';
    undo.addEventListener('click', () => restore(grid, kept));
    note.append('　', undo);
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-row-add], [data-row-remove], [data-row-up], [data-row-down]');
    const grid = button && gridOf(button);
    if (!grid || button.getAttribute('aria-disabled') === 'true') return;
    event.preventDefault();
    const row = button.closest('[data-row]');
    if (!row) {
      const added = addRow(grid);
      renumber(grid);
      cellsOf(added)[0].focus();
      return;
    }
    const number = rowsOf(grid).indexOf(row) + 1;
    if (button.hasAttribute('data-row-remove')) {
      const kept = snapshot(grid);
      const next = neighbour(grid, row, 1) || neighbour(grid, row, -1);
      withRemarks(row).forEach((it) => it.remove());
      renumber(grid);
      say(grid, '已删去第 ' + number + ' 行', kept);
      (next ? cellsOf(next)[0] : grid.querySelector('[data-row-add]')).focus();
    } else {
      move(grid, row, button.hasAttribute('data-row-up') ? -1 : 1);
      button.focus();
    }
  });

  function move(grid, row, by) {
    const other = neighbour(grid, row, by);
    if (!other) return;
    const [upper, lower] = by < 0 ? [other, row] : [row, other];
    withRemarks(lower).forEach((it) => upper.parentNode.insertBefore(it, upper));
    renumber(grid);
    say(grid, '现在是第 ' + (rowsOf(grid).indexOf(row) + 1) + ' 行');
  }

  /* As in a spreadsheet: Tab goes from cell to cell, and Enter after a run of Tabs to the next row, below the cell where
     the run began. The 来自 under a cell is passed over; Shift with Tab from the next cell leads to it. */
  let run = null;
  document.addEventListener('pointerdown', () => { run = null; });
  document.addEventListener('keydown', (event) => {
    const cell = event.target;
    if (event.key !== 'Tab' || event.shiftKey || event.isComposing || !gridOf(cell) || !cell.matches(CELLS)) return;
    const row = cell.closest('[data-row]');
    const cells = cellsOf(row).filter((it) => !it.disabled);
    if (!run || run.row !== row) run = { row, column: cellsOf(row).indexOf(cell) };
    const next = cells[cells.indexOf(cell) + 1];
    if (!next || !cell.closest('td').querySelector('details')) return;
    event.preventDefault();
    next.focus();
    if (next.tagName === 'INPUT') next.select();
  });

  /* Enter and the arrows go down and up a column; Alt with an arrow moves the row. An input method's own Enter is left alone. */
  document.addEventListener('keydown', (event) => {
    const cell = event.target;
    const grid = gridOf(cell);
    if (!grid || !cell.matches('input') || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0;
    if (!by || (event.key !== 'Enter' && cell.type !== 'text' && cell.type !== 'tel')) return;
    if (event.key !== 'Enter' && cell.hasAttribute('list') && !event.altKey) return;
    event.preventDefault();
    const row = cell.closest('[data-row]');
    const column = event.key === 'Enter' && run && run.row === row ? run.column : cellsOf(row).indexOf(cell);
    run = null;
    if (event.altKey) { move(grid, row, by); cell.focus(); return; }
    let next = neighbour(grid, row, by);
    if (!next && event.key === 'Enter' && mayAdd(grid)) { next = addRow(grid); renumber(grid); }
    if (next) cellsOf(next)[column].focus();
  });

  /* A block from Excel or WPS: tabs between cells, line ends between rows, cells with line breaks in quotes. */
  function parse(text) {
    const rows = [[]];
    let cell = '';
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const ch = text[at];
      if (quoted) {
        if (ch !== '"') cell += ch;
        else if (text[at + 1] === '"') { cell += '"'; at += 1; } else quoted = false;
      } else if (ch === '"' && cell === '') quoted = true;
      else if (ch === '\t') { rows[rows.length - 1].push(cell); cell = ''; }
      else if (ch === '\n' || ch === '\r') {
        if (ch === '\r' && text[at + 1] === '\n') at += 1;
        rows[rows.length - 1].push(cell); cell = '';
        rows.push([]);
      } else cell += ch;
    }
    rows[rows.length - 1].push(cell);
    return rows.filter((row) => row.some((it) => it.trim() !== ''));
  }

  /* Copied along by habit: a title, the line of headings, and the column of running numbers. Columns in another
     order than the grid's go where their headings say. */
  const bare = (it) => it.replace(/\s/g, '');
  function trim(block, labels) {
    const named = (row) => row.filter((it) => it.trim() !== '' && labels.includes(bare(it))).length;
    const at = block.slice(0, 3).findIndex((row) => named(row) >= Math.min(2, labels.length));
    let heading = at < 0 ? null : block[at].map(bare);
    let rows = block.slice(at + 1);
    const numbered = rows.length > 0 && rows.every((row) => row.length > 1 && /^\d+$/.test(bare(row[0])));
    const running = numbered && rows.every((row, down) => Number(row[0]) === Number(rows[0][0]) + down);
    const isNumbering = heading && heading[0] === '序号' ? rows.every((row) => /^\d*$/.test(bare(row[0]))) : running && rows[0].length > labels.length;
    if (isNumbering) {
      rows = rows.map((row) => row.slice(1));
      heading = heading && heading.slice(1);
    }
    const places = heading && heading.map((it) => labels.indexOf(it));
    const isMoved = places && places.some((place, right) => place >= 0 && place !== right);
    return isMoved ? rows.map((row) => arrange(row, places, labels.length)) : rows;
  }
  /* undefined: the block has no such column, the cell stays as it is */
  function arrange(row, places, most) {
    const line = new Array(most).fill(undefined);
    row.forEach((value, right) => {
      if (places[right] >= 0 && line[places[right]] === undefined) line[places[right]] = value;
      else if (value.trim()) line.push(value);
    });
    return line;
  }

  /* Text as it is, unless a table stands beside it that says more: merged cells, or line breaks within a cell, which
     Word and WPS write as new lines. */
  function blockFrom(clipboard) {
    const text = clipboard.getData('text/plain');
    const rows = parse(text);
    const html = clipboard.getData('text/html');
    const table = html && window.youthwork.pastedBlock ? window.youthwork.pastedBlock(html) : null;
    const isSame = table && !table.merged && table.rows.length === rows.length
      && table.rows.every((row, at) => row.length === rows[at].length);
    if (table && !isSame) return table;
    return /[\t\n\r]/.test(text.replace(/[\r\n]+$/, '')) ? { rows, merged: 0, others: 0 } : null;
  }

  /* A line end is a wrapped line; in a cell of several names, one a line, it parts them. */
  const NAME_LISTS = /-(?:members|counties)$/;
  const HAN = '[\\u3005\\u3400-\\u9fff（）、，]';
  const WRAPPED = new RegExp('(' + HAN + ')\\s*[\\r\\n]+\\s*(?=' + HAN + ')', 'g');
  function oneLine(value, isList) {
    if (isList) return value.split(/[\r\n]+/).map((it) => it.trim().replace(/[、，,;；]$/, '')).filter(Boolean).join('、');
    return value.replace(WRAPPED, '$1').replace(/\s*[\r\n]+\s*/g, ' ');
  }

  function fill(cell, text) {
    const value = text.trim();
    if (cell.tagName === 'SELECT') {
      const option = Array.from(cell.options).find((it) => it.value === value || it.text.trim() === value);
      if (option) cell.value = option.value;
      return Boolean(option) || value === '';
    }
    cell.value = cell.tagName === 'TEXTAREA' ? value : oneLine(value, NAME_LISTS.test(cell.name));
    return cell.value !== '' || value === '';
  }

  document.addEventListener('paste', (event) => {
    const cell = event.target;
    const grid = gridOf(cell);
    if (!grid || !event.clipboardData || !cell.matches(CELLS)) return;
    const pasted = blockFrom(event.clipboardData);
    if (!pasted) return;
    const block = pasted.rows;
    if (block.length === 1 && block[0].length === 1 && cell.tagName === 'TEXTAREA') return;
    event.preventDefault();
    const kept = snapshot(grid);
    const first = cell.closest('[data-row]');
    const column = cellsOf(first).indexOf(cell);
    const start = rowsOf(grid).indexOf(first);
    const rows = rowsOf(grid).slice(start);
    const lines = trim(block, labelsOf(first).slice(column));
    const room = mayAdd(grid) ? MOST_ROWS - start : rows.length;
    let refused = 0;
    let beyond = 0;
    let closed = 0;
    lines.slice(0, room).forEach((line, down) => {
      const cells = cellsOf(rows[down] || addRow(grid));
      line.forEach((value, right) => {
        const into = cells[column + right];
        if (value === undefined) return;
        if (!into) beyond += value.trim() ? 1 : 0;
        else if (into.readOnly || into.disabled) closed += into.value.trim() === value.trim() ? 0 : 1;
        else if (!fill(into, value)) refused += 1;
      });
    });
    renumber(grid);
    say(grid, '已粘贴 ' + Math.min(lines.length, room) + ' 行'
      + (pasted.merged ? '；合并的格在各行都填了（' + pasted.merged + ' 格）' : '')
      + (beyond ? '；多出的列没有粘贴（' + beyond + ' 格）' : '')
      + (refused ? '；' + refused + ' 格不在可选范围内，没有填入' : '')
      + (closed ? '；' + closed + ' 格没有开放修改，没有填入' : '')
      + (lines.length > room ? '；' + (mayAdd(grid) ? '超过 ' + MOST_ROWS + ' 行的' : '不能添行，多出的 ' + (lines.length - room) + ' 行') + '没有粘贴' : '')
      + (pasted.others ? '；另有 ' + pasted.others + ' 张表没有粘贴' : ''), kept);
    cell.focus();
  });
})();

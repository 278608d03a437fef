/* 粘贴: read what Word, WPS, Excel or a web page put on the clipboard as text/html, and make plain text of it.
   It is parsed into a document of its own, where nothing runs and nothing is fetched, and only text comes out. */
(function () {
  'use strict';
  const MOST_CELLS = 60000;
  const MOST_COLUMNS = 64;
  const BLOCKS = /^(?:address|blockquote|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|section|table|tr|ul)$/;
  const UNSEEN = /^(?:del|head|iframe|noscript|object|script|style|svg|template|title)$/;
  /* Office programs wrap the lines of their source, also between two Chinese characters. */
  const WRAPPED = /([\u3400-\u9fff])[\r\n]+(?=[\u3400-\u9fff])/g;
  const nameOf = (node) => node.localName || '';
  const isUnseen = (node) => UNSEEN.test(nameOf(node))
    || /(?:^|;)\s*(?:display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden)/i.test(node.getAttribute('style') || '');
  const parsed = (html) => new DOMParser().parseFromString(html, 'text/html');

  /* What a person sees: line ends where the page breaks lines, one space for any other white space. */
  function textOf(node) {
    let text = '';
    const end = () => { text = text.replace(/ +$/, ''); if (text !== '' && !text.endsWith('\n')) text += '\n'; };
    (function walk(parent) {
      parent.childNodes.forEach((child) => {
        if (child.nodeType === Node.TEXT_NODE) {
          const plain = child.data.replace(WRAPPED, '$1').replace(/[ \t\r\n\f]+/g, ' ').replace(/\u00a0/g, ' ');
          text += /[\s]$/.test(text) || text === '' ? plain.replace(/^ /, '') : plain;
        } else if (child.nodeType === Node.ELEMENT_NODE && !isUnseen(child)) {
          const name = nameOf(child);
          if (name === 'br') text = text.replace(/ +$/, '') + '\n';
          else if (name === 'input' && child.type === 'checkbox') text += child.hasAttribute('checked') ? '☑' : '□';
          else if (BLOCKS.test(name)) { end(); walk(child); end(); }
          else { walk(child); if (/^t[dh]$/.test(name)) text += '\t'; }
        }
      });
    })(node);
    return text.replace(/[ \t]+\n/g, '\n').replace(/\n{3,}/g, '\n\n').trim();
  }

  const rowsOf = (table) => Array.from(table.rows).filter((row) => !isUnseen(row));
  const cellsIn = (table) => rowsOf(table).reduce((sum, row) => sum + row.cells.length, 0);

  /* The largest table as rows of texts: a cell merged over rows is repeated in each, one merged over columns stands
     in the first of them. `merged` counts the repeated cells, `others` the tables beside it. */
  function blockOf(html) {
    const tables = Array.from(parsed(html).querySelectorAll('table')).filter((table) => !isUnseen(table));
    if (!tables.length) return null;
    const table = tables.reduce((best, each) => (cellsIn(each) > cellsIn(best) ? each : best));
    if (cellsIn(table) > MOST_CELLS) return null;
    const rows = [];
    let merged = 0;
    let below = [];
    rowsOf(table).forEach((row) => {
      const line = [];
      const next = [];
      const takeFromAbove = () => {
        while (below[line.length] && line.length < MOST_COLUMNS) {
          const { text, left } = below[line.length];
          if (left > 1) next[line.length] = { text, left: left - 1 };
          if (text !== '') merged += 1;
          line.push(text);
        }
      };
      Array.from(row.cells).filter((cell) => !isUnseen(cell)).forEach((cell) => {
        takeFromAbove();
        const text = textOf(cell);
        for (let over = 0; over < Math.min(cell.colSpan, MOST_COLUMNS) && line.length < MOST_COLUMNS; over += 1) {
          const said = over ? '' : text;
          if (cell.rowSpan > 1) next[line.length] = { text: said, left: cell.rowSpan - 1 };
          line.push(said);
        }
      });
      takeFromAbove();
      below = next;
      if (line.some((it) => it !== '')) rows.push(line);
    });
    const others = tables.filter((each) => each !== table && !table.contains(each) && !each.contains(table)).length;
    return rows.length ? { rows, merged, others } : null;
  }

  /* A field for text takes text: where the clipboard has only a page, or a page's source as its text. */
  const SOURCE = /^\s*<(?:!doctype|html|head|body|meta|table|div|p|span|img|script|style|a|ul|ol|b|font)\b[^]*>\s*$/i;
  document.addEventListener('paste', (event) => {
    const field = event.target;
    if (event.defaultPrevented || !event.clipboardData || field.readOnly || field.disabled) return;
    if (!field.matches || !field.matches('textarea, input:not([type]), input[type=text], input[type=tel], input[type=search]')) return;
    const html = event.clipboardData.getData('text/html');
    const plain = event.clipboardData.getData('text/plain');
    if (!html || (plain && !SOURCE.test(plain))) return;
    event.preventDefault();
    const lines = textOf(parsed(html).body);
    const text = field.tagName === 'TEXTAREA' ? lines : lines.replace(/\s*\n\s*/g, ' ').replace(/\t/g, ' ');
    /* the browser's own way first: it can be undone with Ctrl+Z */
    if (text === '' || (document.execCommand && document.execCommand('insertText', false, text))) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });

  window.youthwork = Object.assign(window.youthwork || {}, { pastedBlock: blockOf, pastedText: (html) => textOf(parsed(html).body) });
})();

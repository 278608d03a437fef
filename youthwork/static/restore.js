/* 恢复: what this browser kept and the server never got is offered, line by line, beside what stands now.

   Nothing is put back by itself. A blank that would replace text, or a row that would go, is not ticked beforehand. */
(function () {
  'use strict';
  const youthwork = window.youthwork;
  const draft = youthwork.draft;
  if (!draft) return;
  const { element, shadow } = youthwork;
  /* Another window may be saving just now; its copy is gone in a moment. */
  const MOMENT = 4000;

  const text = (values) => (values || []).filter(Boolean).join('、');
  function lines(copies) {
    const found = new Map();
    copies.forEach((copy) => copy.entries.forEach((entry) => {
      if (draft.gridOf(entry.name)) {
        const now = draft.get(entry.name) || [];
        const after = entry.after || [];
        (entry.before || []).filter((row) => !after.includes(row) && now.includes(row)).forEach((row) => {
          const [input] = Array.from(document.getElementById(entry.name + '-' + row).querySelectorAll('td input:not([type=hidden]), td textarea'));
          found.set(entry.name + ' ' + row, { grid: entry.name, row, label: '整行', now: input ? draft.label(input.name).replace(/行.*/, '行') + ' ' + input.value : row, kept: '删去', ticked: false });
        });
        return;
      }
      const place = draft.rowOf(entry.name);
      const isRemoved = place && !text(entry.after) && !(draft.get(place.grid) || []).includes(place.row);
      if (isRemoved || draft.same(draft.get(entry.name), entry.after)) { found.delete(entry.name); return; }
      const now = text(draft.get(entry.name));
      found.set(entry.name, { name: entry.name, label: entry.label, now, kept: text(entry.after), after: entry.after, ticked: Boolean(text(entry.after)) });
    }));
    /* A removed row is one line, not one for each of its cells. */
    found.forEach((line) => { if (line.row) Array.from(found.keys()).filter((name) => name.startsWith(line.grid + '-' + line.row + '-')).forEach((name) => found.delete(name)); });
    return Array.from(found.values());
  }

  function offer(copies, differing) {
    const when = new Date(copies[copies.length - 1].at);
    const today = new Date().toDateString() === when.toDateString();
    const clock = String(when.getHours()).padStart(2, '0') + ':' + String(when.getMinutes()).padStart(2, '0');
    const words = (today ? '' : (when.getMonth() + 1) + '月' + when.getDate() + '日 ') + clock;
    const section = element('section', 'callout wait restore');
    section.setAttribute('role', 'region');
    section.setAttribute('aria-label', '没有保存的文字');
    section.append(element('b', '', '这台设备上有 ' + words + ' 未保存的文字（' + differing.length + ' 处）'));
    const table = element('table', 'list');
    const head = element('tr');
    ['恢复', '栏目', '现在的', '未保存的'].forEach((word) => { const th = element('th', '', word); th.scope = 'col'; head.append(th); });
    const body = element('tbody');
    differing.forEach((line, at) => {
      const row = element('tr');
      const tick = element('input');
      tick.type = 'checkbox'; tick.checked = line.ticked; tick.id = 'restore-' + at;
      tick.setAttribute('aria-label', '恢复：' + line.label);
      const words = element('label', '', line.label);
      words.htmlFor = tick.id;
      line.tick = tick;
      [['恢复', tick], ['栏目', words], ['现在的', line.now || '（空）'], ['未保存的', line.kept || '（清空）']].forEach(([head, content]) => {
        const cell = element('td');
        cell.dataset.h = head;
        cell.append(content);
        row.append(cell);
      });
      body.append(row);
    });
    const thead = element('thead');
    thead.append(head);
    table.append(thead, body);
    section.append(table);
    const acts = element('div', 'acts');
    [['btn btn-primary', '恢复勾选的', true], ['btn', '全部丢弃', false]].forEach(([cls, word, restores]) => {
      const press = element('button', cls, word);
      press.type = 'button';
      press.addEventListener('click', () => {
        if (restores) differing.filter((line) => line.tick.checked).forEach(putBack);
        copies.forEach((copy) => shadow.drop(copy.key));
        shadow.write();
        section.remove();
      });
      acts.append(press);
    });
    section.append(acts, element('p', 'mute', '恢复的文字会接着自动保存；没有勾选的从这台设备上删去。'));
    document.getElementById('draft-notes').prepend(section);
  }

  function putBack(line) {
    if (line.row) {
      const row = document.getElementById(line.grid + '-' + line.row);
      if (row) row.querySelector('[data-row-remove]').click();
      return;
    }
    const place = draft.rowOf(line.name);
    if (place && !draft.elements(line.name).length && draft.gridOf(place.grid)) {
      draft.addRow(draft.gridOf(place.grid), place.row);
      draft.gridOf(place.grid).querySelector('[data-grid-rows]').dispatchEvent(new Event('input', { bubbles: true }));
    }
    const [input] = draft.elements(line.name);
    if (!input) { youthwork.clashes.tellLeftovers([[line.label, line.kept]]); return; }
    draft.set(line.name, line.after);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function look() {
    const copies = shadow.left();
    if (!copies.length) return;
    const differing = lines(copies);
    if (differing.length) offer(copies, differing); else copies.forEach((copy) => shadow.drop(copy.key));
  }
  if (shadow.left().some((copy) => Date.now() - copy.at < MOMENT)) setTimeout(look, MOMENT); else look();
})();

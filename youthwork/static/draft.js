/* 页面上的草稿: what the page shows, what it was typed upon (base) and what the server has (server).

   A name is an input's name; its values are a list of texts, as the draft keeps them; null where there is none. What
   others wrote is taken over where nobody typed here; where somebody did, base stays behind, and the next save says
   so: the server then sees that two wrote. Inputs are known by what the page was drawn with, not by what a browser
   put back into them. */
(function () {
  'use strict';
  const form = document.querySelector('form[data-autosave]');
  const youthwork = window.youthwork;
  if (!form) return;
  const CONTROLS = new Set(['csrf_token', 'client_id', 'base_revision', 'sequence', 'grid', 'then']);
  const base = new Map();
  const server = new Map();
  const told = new Map();
  const dirty = new Set();
  let isAllDirty = true;
  const gridOf = (name) => Array.from(form.querySelectorAll('[data-grid]')).find((it) => it.dataset.grid === name) || null;
  const grids = new Set(Array.from(form.querySelectorAll('[data-grid]'), (it) => it.dataset.grid));
  const same = (one, other) => {
    const a = (one || []).filter(Boolean);
    const b = (other || []).filter(Boolean);
    return a.length === b.length && a.every((text, at) => text === b[at]);
  };

  const counts = (it) => it.name && !CONTROLS.has(it.name) && !it.disabled && !/^(button|submit|reset|file|image)$/.test(it.type) && it.tagName !== 'FIELDSET' && it.tagName !== 'OUTPUT';
  function drawn(it) {
    if (it.type === 'checkbox' || it.type === 'radio') return it.defaultChecked ? it.value : null;
    if (it.tagName !== 'SELECT') return it.type === 'hidden' ? it.value : it.defaultValue;
    const option = Array.from(it.options).find((each) => each.defaultSelected) || it.options[0];
    return option ? option.value : null;
  }
  function shown(it) {
    if (it.type === 'checkbox' || it.type === 'radio') return it.checked ? it.value : null;
    return it.value;
  }
  function elements(name) {
    const found = form.elements.namedItem(name);
    if (!found) return [];
    return (found instanceof Element ? [found] : Array.from(found)).filter(counts);
  }
  function get(name) {
    const values = elements(name).map(shown).filter((text) => text !== null);
    return values.length || grids.has(name) ? values : null;
  }
  function set(name, values) {
    elements(name).forEach((it) => {
      if (it.type === 'checkbox' || it.type === 'radio') it.checked = (values || []).includes(it.value);
      else it.value = (values || [])[0] || '';
    });
  }
  Array.from(form.elements).filter(counts).forEach((it) => {
    const value = drawn(it);
    if (value !== null) base.set(it.name, (base.get(it.name) || []).concat(value));
  });
  grids.forEach((name) => { if (!base.has(name)) base.set(name, []); });
  base.forEach((values, name) => server.set(name, values));

  const at = (map, name) => (map.has(name) ? map.get(name) : null);
  const rowOf = (name) => {
    const grid = Array.from(grids).find((it) => name.startsWith(it + '-'));
    return grid ? { grid, row: name.slice(grid.length + 1).split('-')[0] } : null;
  };
  const cellsOf = (grid, row, map) => Array.from(map.keys()).filter((name) => name.startsWith(grid + '-' + row + '-'));
  function names() {
    if (!isAllDirty) return Array.from(dirty);
    return Array.from(new Set(Array.from(form.elements).filter(counts).map((it) => it.name).concat(Array.from(base.keys()))));
  }

  /* What the server does not have: name → [before, after]. A row somebody else took away while one typed in it goes
     whole, so that it can come back whole. */
  function delta() {
    const changes = {};
    names().forEach((name) => {
      const now = get(name);
      if (same(now, at(base, name)) || (told.has(name) && same(now, told.get(name)))) return;
      changes[name] = [at(base, name), now];
    });
    Object.keys(changes).forEach((name) => {
      const place = rowOf(name);
      if (!place || same(base.get(place.grid), server.get(place.grid)) || (server.get(place.grid) || []).includes(place.row)) return;
      changes[place.grid] = [at(base, place.grid), get(place.grid)];
      cellsOf(place.grid, place.row, base).forEach((each) => { changes[each] = changes[each] || [at(base, each), get(each)]; });
    });
    return changes;
  }
  function confirm(changes) {
    Object.keys(changes).forEach((name) => {
      const after = changes[name][1];
      if (after === null) { base.delete(name); server.delete(name); } else { base.set(name, after); server.set(name, after); }
    });
  }

  /* 别人填的 */
  function take(news, by) {
    Object.keys(news).forEach((name) => {
      if (news[name] === null) server.delete(name); else server.set(name, news[name]);
    });
    sync(by || {});
  }
  function sync(by, whatever) {
    grids.forEach((name) => { if (!same(at(base, name), at(server, name)) && same(get(name), base.get(name))) syncRows(name, by); });
    server.forEach((values, name) => { if (!grids.has(name)) syncCell(name, by, whatever); });
    Array.from(base.keys()).forEach((name) => { if (!server.has(name) && elements(name).length) syncCell(name, by, whatever); });
  }
  function syncCell(name, by, whatever) {
    const now = at(server, name);
    if (same(at(base, name), now)) return;
    const [input] = elements(name);
    if (!input || told.has(name) || !same(get(name), at(base, name)) || (input === document.activeElement && !whatever)) return;
    set(name, now);
    base.set(name, now || []);
    mark(input, by[name]);
  }
  function syncRows(name, by) {
    const grid = gridOf(name);
    const body = grid.querySelector('[data-grid-rows]');
    const wanted = server.get(name) || [];
    const rows = new Map(Array.from(body.querySelectorAll('[data-row]'), (it) => [it.querySelector('input[type=hidden]').value, it]));
    const kept = [];
    rows.forEach((row, id) => {
      if (wanted.includes(id)) return;
      const typed = cellsOf(name, id, base).some((each) => !same(get(each), at(base, each)));
      if (typed || row.contains(document.activeElement)) { kept.push(id); return; }
      cellsOf(name, id, base).forEach((each) => base.delete(each));
      row.remove();
    });
    wanted.forEach((id) => {
      const row = rows.get(id) || addRow(grid, id);
      if (!row.contains(document.activeElement)) body.append(row);
      if (rows.has(id)) return;
      Array.from(row.querySelectorAll('input, select, textarea')).filter(counts).forEach((it) => {
        if (it.name === name) return;
        set(it.name, at(server, it.name));
        base.set(it.name, at(server, it.name) || ['']);
      });
      const first = Array.from(row.querySelectorAll('td input:not([type=hidden]), td select, td textarea'))[0];
      if (first) mark(first, by[name] || by[first.name]);
    });
    if (!kept.length) base.set(name, wanted);
    Array.from(body.querySelectorAll('[data-row-number]')).forEach((it, number) => { it.textContent = number + 1; });
    grid.toggleAttribute('data-empty', !body.querySelector('[data-row]'));
  }
  function addRow(grid, id) {
    const holder = document.createElement('template');
    holder.innerHTML = grid.querySelector('[data-grid-template]').innerHTML.replace(/__id__/g, id).trim();
    const row = holder.content.firstElementChild;
    grid.querySelector('[data-grid-rows]').append(row);
    return row;
  }
  function mark(input, who) {
    const place = input.closest('td, .field');
    const old = place && place.querySelector('.by');
    if (old) old.remove();
    if (place && who) place.append(youthwork.element('p', 'from by', who + ' 填写'));
  }

  function label(name) {
    const [input] = elements(name);
    if (!input) return '没有对应的栏目';
    const row = input.closest('[data-row]');
    const number = row ? row.querySelector('[data-row-number]').textContent : '';
    const words = input.labels && input.labels[0] ? input.labels[0].firstChild.textContent.trim() : name;
    return (number ? '第 ' + number + ' 行' : '') + words;
  }

  form.addEventListener('input', (event) => {
    const it = event.target;
    if (!it.name || it.closest('[data-row]') === null && !counts(it)) { isAllDirty = true; return; }
    dirty.add(it.name);
    const old = it.closest('td, .field') && it.closest('td, .field').querySelector('.by');
    if (old) old.remove();
  });
  form.addEventListener('focusout', () => setTimeout(() => sync({}), 0));

  youthwork.draft = {
    form, told, base, get, set, delta, confirm, take, label, elements, rowOf, gridOf, addRow, same,
    facts: document.getElementById('draft-facts').dataset,
    /* Behind: the server has text the page does not show, because somebody is typing there. */
    isBehind: () => Array.from(server.keys()).some((name) => !same(server.get(name), at(base, name))),
    scanned() { const changed = Object.keys(delta()); dirty.clear(); changed.forEach((name) => dirty.add(name)); isAllDirty = false; },
    syncAll: () => sync({}, true),
    isEmpty: () => Object.keys(delta()).length === 0,
  };
})();

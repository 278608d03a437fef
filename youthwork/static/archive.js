/* 备案档案: choosing a row shows the filing beside the list; single keys lead from row to row. They work while one is
   in the list or nowhere in particular, never while one types, and can be switched off (WCAG 2.1.4). */
(function () {
  'use strict';
  const $ = (selector, root) => (root || document).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const KEPT = 'youthwork-archive-keys';
  const desk = window.matchMedia('(min-width: 1081px)');
  const form = $('#archive-form');

  /* 边输边查: letters of an input method are not yet words. When they have become words, that is typing. */
  document.addEventListener('input', (event) => {
    if (event.isComposing && form.contains(event.target)) event.stopImmediatePropagation();
  }, true);
  document.addEventListener('compositionend', (event) => {
    if (form.contains(event.target)) setTimeout(() => event.target.dispatchEvent(new Event('input', { bubbles: true })), 0);
  });

  /* What was chosen is a step that the way back undoes; what was typed only corrects the address. */
  document.addEventListener('htmx:configRequest', (event) => {
    const cause = event.detail.triggeringEvent;
    if (event.detail.elt === form && cause && cause.type !== 'input') event.detail.headers['X-Step'] = '1';
  });

  /* 再添一行, without asking the server */
  document.addEventListener('click', (event) => {
    const more = event.target.closest('[data-add-condition]');
    if (!more) return;
    event.preventDefault();
    const rows = $$('[data-condition]', form);
    const row = rows[rows.length - 1].cloneNode(true);
    const n = rows.length + 1;
    $$('[id]', row).forEach((it) => {
      it.id = it.name + '-' + n;
      it.setAttribute('aria-label', it.getAttribute('aria-label').replace(/\d+/, String(n)));
    });
    $('input', row).value = '';
    more.before(row);
    more.hidden = n >= Number(more.dataset.addCondition);
    $('input', row).focus();
  });

  /* 预览 */
  const results = () => $$('[data-result]');
  const chosen = () => $('[data-result].chosen');
  function choose(row, isFocused) {
    results().forEach((it) => {
      it.classList.toggle('chosen', it === row);
      if (it === row) it.setAttribute('aria-current', 'true');
      else it.removeAttribute('aria-current');
    });
    if (!row) return;
    if (isFocused) {
      $('[data-open]', row).focus({ preventScroll: true });
      row.scrollIntoView({ block: 'nearest' });
    }
  }
  let waiting = 0;
  function show(row) {
    clearTimeout(waiting);
    /* A key held down passes many rows: only the one it stops at is asked for. */
    waiting = setTimeout(() => { if (document.contains(row)) $('[data-preview]', row).click(); }, 120);
  }
  function close() {
    clearTimeout(waiting);
    const panel = $('#preview');
    const row = chosen();
    panel.hidden = true;
    panel.textContent = '';
    panel.parentNode.classList.remove('peeking');
    choose(null);
    if (row) $('[data-open]', row).focus();
  }
  document.addEventListener('htmx:afterSwap', (event) => {
    const panel = event.detail.target;
    if (panel.id !== 'preview') return;
    const said = $('[data-preview-of]', panel);
    panel.hidden = !said;
    panel.parentNode.classList.toggle('peeking', Boolean(said));
    if (!said) return;
    panel.prepend(keysLine());
    panel.scrollTop = 0;
    $('#preview-status').textContent = '正在预览 ' + said.dataset.previewOf;
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-peek-close]')) { close(); return; }
    if (event.target.closest('[data-keys-switch]')) { turn(); return; }
    const row = event.target.closest('[data-result]');
    if (!row || !desk.matches) return;
    if (event.target.closest('[data-preview]')) { choose(row); return; }
    if (event.target.closest('a, button, input') || String(window.getSelection())) return;
    choose(row);
    show(row);
  });

  /* 快捷键 */
  function isOn() {
    try { return localStorage.getItem(KEPT) !== 'off'; } catch (error) { return true; }
  }
  function turn() {
    try { localStorage.setItem(KEPT, isOn() ? 'off' : 'on'); } catch (error) { return; }
    const old = $('.peek-keys');
    if (old) old.replaceWith(keysLine());
    $('[data-keys-switch]').focus();
  }
  function keysLine() {
    const line = document.createElement('p');
    line.className = 'peek-keys';
    const keys = document.createElement('span');
    keys.textContent = isOn() ? 'J 下一件，K 上一件，回车打开' : '快捷键已停用';
    const turner = document.createElement('button');
    turner.type = 'button'; turner.className = 'linkish'; turner.dataset.keysSwitch = '';
    turner.textContent = isOn() ? '停用快捷键' : '启用快捷键';
    const closer = document.createElement('button');
    closer.type = 'button'; closer.className = 'linkish'; closer.dataset.peekClose = '';
    closer.textContent = '收起';
    line.append(keys, turner, closer);
    return line;
  }
  const isTyping = (node) => node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName);
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey || !desk.matches) return;
    if (event.key === 'Escape' && chosen() && !isTyping(event.target)) { event.preventDefault(); close(); return; }
    const fromBox = event.target.id === 'q' && event.key === 'ArrowDown';
    if (isTyping(event.target) && !fromBox) return;
    const by = { j: 1, k: -1 }[event.key.toLowerCase()] || (fromBox ? 1 : 0);
    if (!by || (!fromBox && !isOn())) return;
    const all = results();
    const here = all.indexOf(chosen() || event.target.closest('[data-result]'));
    const row = all[here + by] || (here < 0 ? all[0] : null);
    if (!row) return;
    event.preventDefault();
    choose(row, true);
    show(row);
  });
})();

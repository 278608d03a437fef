/* 审核的键盘: single keys lead from paper to paper and to a step's own page, where it is confirmed. They rest while one
   types, with Ctrl, Alt or an input method, and can be switched off for good (WCAG 2.1.4). After a part of the page was
   drawn anew the focus stays where one was. */
(function () {
  'use strict';
  const $ = (selector, root) => (root || document).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const KEPT = 'youthwork-review-keys';
  const panel = $('[data-keys]');

  function isOn() {
    try { return localStorage.getItem(KEPT) !== 'off'; } catch (error) { return true; }
  }
  function say(words) {
    const said = panel && $('[data-keys-said]', panel);
    if (said) said.textContent = words;
  }
  function show() {
    if (!panel) return;
    panel.hidden = false;
    const button = $('[data-keys-switch]', panel);
    button.textContent = isOn() ? '关闭' : '开启';
    button.setAttribute('aria-pressed', String(isOn()));
    panel.classList.toggle('off', !isOn());
    $$('[data-key]').forEach((it) => {
      if (isOn()) it.setAttribute('aria-keyshortcuts', it.dataset.key);
      else it.removeAttribute('aria-keyshortcuts');
    });
  }
  function toggleHelp() {
    const list = $('[data-keys-list]', panel);
    const help = $('[data-keys-help]', panel);
    list.hidden = !list.hidden;
    help.setAttribute('aria-expanded', String(!list.hidden));
    if (!list.hidden) panel.scrollIntoView({ block: 'nearest' });
  }
  document.addEventListener('click', (event) => {
    if (!panel) return;
    if (event.target.closest('[data-keys-help]')) toggleHelp();
    if (!event.target.closest('[data-keys-switch]')) return;
    try { localStorage.setItem(KEPT, isOn() ? 'off' : 'on'); } catch (error) { return; }
    show();
    say(isOn() ? '快捷键已开启' : '快捷键已关闭');
  });

  const pins = () => $$('[data-pin]');
  const pinHere = () => {
    const place = document.activeElement && document.activeElement.closest('[data-place]');
    return place ? $('[data-pin]', place) : null;
  };
  function comment() {
    const pin = pinHere() || pins()[0];
    if (!pin) return;
    pin.scrollIntoView({ block: 'nearest' });
    pin.click();
  }
  function move(by) {
    const here = pinHere();
    const all = pins();
    const next = here && all[all.indexOf(here) + by];
    if (!next) return false;
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
    return true;
  }

  const isTyping = (node) => node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      const cancel = $('[data-comment-form] [data-cancel]');
      if (!cancel) return;
      event.preventDefault();
      // A form has its focus before htmx knows its parts; until then the link would only lead to its place.
      window.htmx.process(cancel);
      cancel.click();
      return;
    }
    if (!panel || event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || !isOn()) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (event.target.matches('[data-pin]') && move(event.key === 'ArrowDown' ? 1 : -1)) event.preventDefault();
      return;
    }
    const key = event.key.toLowerCase();
    if (key === '?') { event.preventDefault(); toggleHelp(); return; }
    if (key === 'c') { event.preventDefault(); comment(); return; }
    const link = $$('[data-key]').find((it) => it.dataset.key.split(' ').indexOf(key) >= 0);
    if (link) { event.preventDefault(); link.click(); }
  });

  /* A comment being written is not swept away by a part that asks for the page anew: the next look may do so. */
  document.addEventListener('htmx:beforeOnLoad', (event) => {
    const refreshes = event.detail.xhr.getResponseHeader('HX-Refresh') === 'true';
    if (refreshes && $('[data-comment-form]')) event.preventDefault();
  });

  /* A place drawn anew: into its form where it has one, else back to its own 批注. */
  let from = '';
  document.addEventListener('htmx:beforeSwap', (event) => {
    const place = event.detail.target.closest && event.detail.target.closest('[data-place]');
    from = place ? place.id : '';
  });
  document.addEventListener('htmx:afterSettle', () => {
    const place = from && document.getElementById(from);
    from = '';
    if (!place) return;
    const field = $('[data-comment-form] [aria-invalid]', place) || $('[data-comment-form] textarea', place);
    (field || $('[data-pin]', place) || place).focus();
  });

  /* Led here by an address with a place in it */
  if (/^#at-/.test(location.hash)) {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const pin = place && $('[data-pin]', place);
    if (pin) pin.focus({ preventScroll: true });
  }
  show();
})();

/* 拟稿的自动保存: the whole sheet a second after the last key; what the server says replaces the words beside it.
   Comfort only: without it 保存 saves. */
(function () {
  'use strict';
  const youthwork = window.youthwork;
  const form = document.querySelector('[data-notice]');
  if (!form) return;
  let typed = 0;
  let sent = 0;
  let failures = 0;
  const place = () => document.getElementById('saved-state');
  function say(kind, text) { const it = place(); it.className = 'saved ' + kind; it.textContent = text; }
  function fold() { Array.from(form.querySelectorAll('.annex-asked')).forEach((row) => row.classList.toggle('off', !row.querySelector('.annex-tick input').checked)); }
  function changed(event) {
    if (event.target.name === 'q') return;
    typed += 1;
    youthwork.unsaved.add(form);
    fold();
    say('busy', '还没有保存');
    window.htmx.trigger(form, 'notice-typed');
  }
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('submit', () => {
    window.htmx.trigger(form, 'htmx:abort');
    form.elements.sequence.value = String(typed + 1000000);
    youthwork.unsaved.delete(form);
  });
  document.addEventListener('htmx:configRequest', (event) => {
    if (event.detail.elt !== form) return;
    sent = typed;
    event.detail.parameters.sequence = String(typed);
    say('busy', '正在保存…');
  });
  document.addEventListener('htmx:afterRequest', (event) => {
    if (event.detail.elt !== form) return;
    if (event.detail.successful) {
      failures = 0;
      // The answer says 已保存 of what was sent; what was typed since is not.
      if (typed === sent) youthwork.unsaved.delete(form); else say('busy', '还没有保存');
      return;
    }
    failures += 1;
    say('failed', '没有保存，文字还在这一页');
    if (event.detail.xhr.status === 0 || event.detail.xhr.status >= 500) setTimeout(() => window.htmx.trigger(form, 'notice-typed'), Math.min(60000, 2000 * Math.pow(2, failures)));
  });
  window.addEventListener('online', () => { if (youthwork.unsaved.has(form)) window.htmx.trigger(form, 'notice-typed'); });
  document.addEventListener('youthwork:back', () => { if (youthwork.unsaved.has(form)) window.htmx.trigger(form, 'notice-typed'); });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden' && youthwork.unsaved.has(form)) window.htmx.trigger(form, 'notice-typed'); });
  fold();
})();

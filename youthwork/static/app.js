/* 页面的小脚本: comfort only. Every page works without it; nothing here decides anything.
   All listeners sit on the document, so what htmx swaps in is served as well. */
(function () {
  'use strict';
  const $ = (selector, root) => (root || document).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  /* Text that must be seen: what was not saved, and why. */
  function alertUser(text, link) {
    const place = $('#alerts');
    const line = document.createElement('p');
    line.append(text);
    if (link) {
      const a = document.createElement('a');
      a.href = link.url; a.textContent = link.label; a.target = '_blank'; a.rel = 'noopener';
      line.append(' ', a);
    }
    const close = document.createElement('button');
    close.type = 'button'; close.className = 'linkish'; close.textContent = '知道了';
    close.addEventListener('click', () => line.remove());
    line.append(close);
    place.textContent = '';
    place.append(line);
  }
  const signInUrl = () => document.body.dataset.signIn || '/login';
  const isSignIn = (url) => Boolean(url) && new URL(url, location.href).pathname === new URL(signInUrl(), location.href).pathname;
  const REASONS = { 403: '你的职责不包括这一步，或页面停留太久', 404: '这一件已不在你可以办理的范围内', 409: '已有人先办了，请刷新看清现在的状态', 413: '内容太大', 429: '操作太快，请稍等再试', 503: '系统正忙，请稍后再试' };
  /* A refusal is a page with its sentence marked, or the sentence alone; otherwise the status must do. */
  function sentenceIn(html, status) {
    const said = new DOMParser().parseFromString(html || '', 'text/html');
    const marked = said.querySelector('[data-refusal]') || (html && !/<\w/.test(html) ? said.body : null);
    return marked ? marked.textContent.trim() : REASONS[status] || '系统出错（' + status + '），请稍后再试';
  }
  /* Forms with text the server has not got. Autosave takes its own out once they are saved. */
  const unsaved = new Set();
  const youthwork = { alertUser, sentenceIn, unsaved, isOut: false };
  window.youthwork = youthwork;

  /* A part that only looks again by itself saves nothing: its failures are nobody's loss, the next look may find more. */
  const isPoll = (event) => event.detail.elt && event.detail.elt.matches('[data-poll]');

  /* What looks again by itself is no deed of anybody: it keeps no session alive. */
  document.addEventListener('htmx:configRequest', (event) => { if (isPoll(event)) event.detail.headers['X-Passive'] = '1'; });

  /* htmx: never a silent failure */
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (!isSignIn(event.detail.xhr.responseURL)) return;
    event.detail.shouldSwap = false;
    if (!isPoll(event)) youthwork.lostSession();
    else if (!unsaved.size) location.reload();
  });
  document.addEventListener('htmx:responseError', (event) => {
    if (isPoll(event)) return;
    const xhr = event.detail.xhr;
    if (xhr.status === 401) youthwork.lostSession();
    else alertUser('没有保存：' + sentenceIn(xhr.responseText, xhr.status));
  });
  document.addEventListener('htmx:sendError', (event) => isPoll(event) || alertUser('没有保存：网络不通，请检查网络后再试一次。'));
  document.addEventListener('htmx:timeout', (event) => isPoll(event) || alertUser('没有保存：系统没有回应，请再试一次。'));
  document.addEventListener('htmx:afterSwap', (event) => arrive(event.detail.target));

  /* What a page, or a part of one, needs on arrival */
  function arrive(root) {
    const summary = $('[data-error-summary]', root);
    if (summary) summary.focus();
    $$('[data-path]', root).forEach((frame) => {
      const now = $('.now', frame);
      if (now) frame.scrollLeft = now.offsetLeft - (frame.clientWidth - now.offsetWidth) / 2;
    });
    $$('[data-reveal], [data-step], [data-tick-all]', root).forEach((it) => { it.hidden = false; });
    $$('[data-batch]', root).forEach(countTicks);
  }

  /* Error summary: into the field itself, also where the anchor is a group */
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.error-summary a[href^="#"]');
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    const field = target.matches('input, select, textarea') ? target : $('input:not([type=hidden]), select, textarea', target) || target;
    const label = $('label[for="' + field.id + '"]');
    (label || target).scrollIntoView({ block: 'center' });
    field.focus({ preventScroll: true });
  });

  /* Passwords and counts */
  document.addEventListener('click', (event) => {
    const reveal = event.target.closest('[data-reveal]');
    if (reveal) {
      const input = document.getElementById(reveal.dataset.reveal);
      const shown = input.type === 'text';
      input.type = shown ? 'password' : 'text';
      reveal.textContent = shown ? '显示' : '隐藏';
      reveal.setAttribute('aria-pressed', String(!shown));
    }
    const step = event.target.closest('[data-step]');
    if (step) {
      const input = $('input', step.closest('[data-stepper]'));
      const floor = input.min === '' ? 0 : Number(input.min);
      const ceiling = input.max ? Number(input.max) : Infinity;
      input.value = Math.min(ceiling, Math.max(floor, (parseInt(input.value, 10) || 0) + Number(step.dataset.step)));
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });

  /* Ticks: a live count, all at once, a range with Shift */
  let lastTick = null;
  function countTicks(form) {
    const ticks = $$('[data-tick]', form).filter((tick) => !tick.disabled);
    const ticked = ticks.filter((tick) => tick.checked);
    const status = $('[data-tick-status]', form);
    if (status) status.textContent = ticked.length ? '已选 ' + ticked.length + ' ' + status.dataset.unit : '先勾选，再办理';
    const all = $('[data-tick-all]', form);
    if (all) {
      all.checked = ticks.length > 0 && ticked.length === ticks.length;
      all.indeterminate = ticked.length > 0 && !all.checked;
    }
    ticks.forEach((tick) => { const row = tick.closest('tr'); if (row) row.classList.toggle('ticked', tick.checked); });
    $$('.batch-bar button', form).forEach((button) => { button.disabled = !ticked.length; });
  }
  document.addEventListener('click', (event) => {
    const tick = event.target.closest('[data-tick], [data-tick-all]');
    const form = tick && tick.closest('[data-batch]');
    if (!form) return;
    const ticks = $$('[data-tick]', form).filter((it) => !it.disabled);
    if (tick.matches('[data-tick-all]')) ticks.forEach((it) => { it.checked = tick.checked; });
    else if (event.shiftKey && ticks.includes(lastTick)) {
      const ends = [ticks.indexOf(lastTick), ticks.indexOf(tick)].sort((a, b) => a - b);
      ticks.slice(ends[0], ends[1] + 1).forEach((it) => { it.checked = tick.checked; });
    }
    lastTick = tick;
    countTicks(form);
  });

  /* One press sends once. The button's own name must still travel, so it is dimmed after the form has gone. */
  const sent = new Set();
  function release(form) {
    sent.delete(form);
    $$('[aria-disabled=true]', form).forEach((it) => { it.removeAttribute('aria-disabled'); it.classList.remove('busy'); });
  }
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post' || form.matches('[hx-post], [hx-put], [data-repeat]')) return;
    if (sent.has(form)) { event.preventDefault(); return; }
    sent.add(form);
    unsaved.delete(form);
    setTimeout(() => $$('button:not([type=button])', form).forEach((it) => { it.setAttribute('aria-disabled', 'true'); it.classList.add('busy'); }), 0);
    setTimeout(() => release(form), 12000);
  });
  window.addEventListener('pageshow', () => Array.from(sent).forEach(release));

  /* Leaving with unsaved text is asked about once */
  document.addEventListener('input', (event) => {
    const form = event.target.closest('form');
    if (form && form.hasAttribute('data-guard')) unsaved.add(form);
  });
  window.addEventListener('beforeunload', (event) => {
    if (!unsaved.size) return;
    event.preventDefault();
    event.returnValue = '';
  });

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => arrive(document));
  else arrive(document);
})();

/* 自动保存: post a draft while one types. A form opts in with data-autosave="URL".

   The whole form goes urlencoded with X-Autosave: 1, client_id, base_revision and sequence. One request at a time;
   what is typed meanwhile goes with the next, so the last state wins. The answer is a fragment for #saved-state and
   X-Revision, which becomes the new base. 已保存 is only ever the server's word: until then the page says so. */
(function () {
  'use strict';
  const PAUSE = 1200;
  const LONGEST_WAIT = 60000;
  const { unsaved, lostSession, sentenceIn } = window.youthwork;
  const states = new WeakMap();

  const randomId = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const clientId = randomId();

  function stateOf(form) {
    if (!states.has(form)) states.set(form, { changes: 0, saved: 0, sequence: 0, timer: 0, busy: false, failures: 0 });
    return states.get(form);
  }
  function say(text, kind) {
    const place = document.getElementById('saved-state');
    if (place) { place.textContent = text; place.className = 'saved ' + (kind || ''); }
  }
  function sayFragment(html) {
    const place = document.getElementById('saved-state');
    if (place) { place.innerHTML = html; place.className = 'saved'; }
  }
  function wait(form, pause) {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), pause);
  }
  function body(form, state) {
    if (form.elements.client_id) form.elements.client_id.value = clientId;
    if (form.elements.sequence) form.elements.sequence.value = ++state.sequence;
    const fields = new URLSearchParams();
    new FormData(form).forEach((value, name) => { if (typeof value === 'string') fields.append(name, value); });
    return fields;
  }

  async function save(form, leaving) {
    const state = stateOf(form);
    clearTimeout(state.timer);
    if (state.busy || state.changes === state.saved || !document.contains(form)) return;
    const taken = state.changes;
    state.busy = true;
    if (!state.failures) say('正在保存…', 'busy');
    try {
      const fields = body(form, state);
      const answer = await fetch(form.dataset.autosave, {
        method: 'POST', body: fields, credentials: 'same-origin', redirect: 'manual',
        keepalive: Boolean(leaving) && String(fields).length < 60000,
        headers: { 'X-Autosave': '1', 'X-CSRFToken': fields.get('csrf_token') || '' },
      });
      await heard(form, state, taken, answer);
    } catch (error) {
      retry(form, state, '没有保存，网络不通，正在重试');
    }
    state.busy = false;
    if (state.changes !== state.saved && !state.failures && state.changes !== taken) wait(form, PAUSE);
  }

  async function heard(form, state, taken, answer) {
    if (answer.type === 'opaqueredirect' || answer.status === 401) {
      say('没有保存：登录已过期', 'failed');
      lostSession();
      return;
    }
    const text = await answer.text();
    if (answer.status >= 500) { retry(form, state, '没有保存，系统暂时出错，正在重试'); return; }
    const revision = answer.headers.get('X-Revision');
    if (revision && form.elements.base_revision) form.elements.base_revision.value = revision;
    state.failures = 0;
    if (answer.ok) {
      state.saved = taken;
      if (state.changes === taken) unsaved.delete(form);
      sayFragment(text);
    } else if (answer.status === 409) sayFragment(text);
    else say('没有保存：' + sentenceIn(text, answer.status), 'failed');
  }

  function retry(form, state, words) {
    say(words, 'failed');
    state.failures += 1;
    wait(form, Math.min(LONGEST_WAIT, 2000 * Math.pow(2, state.failures - 1)));
  }

  function typed(event) {
    const form = event.target.form || (event.target.closest && event.target.closest('form'));
    if (!form || !form.dataset.autosave) return;
    stateOf(form).changes += 1;
    unsaved.add(form);
    if (!stateOf(form).failures) { say('还没有保存', 'busy'); wait(form, PAUSE); }
  }
  const drafts = () => Array.from(document.querySelectorAll('form[data-autosave]'));

  document.addEventListener('input', typed);
  document.addEventListener('focusout', (event) => {
    const form = event.target.form;
    if (form && form.dataset.autosave && !stateOf(form).failures) wait(form, 0);
  });
  /* A form on its way by its own button must not be overtaken by an older draft of itself. */
  document.addEventListener('submit', (event) => {
    if (event.target.dataset.autosave && !event.defaultPrevented) {
      const state = stateOf(event.target);
      clearTimeout(state.timer);
      body(event.target, state);
    }
  });
  window.addEventListener('online', () => drafts().forEach((form) => wait(form, 0)));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') drafts().forEach((form) => save(form, true));
  });
})();

/* 登录状态: warn before the idle exit, sign in again in place, and drop the local copies of whoever signs out.

   Only typing and clicking keep a session alive: what the page asks by itself goes with X-Passive. */
(function () {
  'use strict';
  const youthwork = window.youthwork;
  const { element, dialog } = youthwork;
  const body = document.body;
  const person = body.dataset.person || '';
  const IDLE = 1000 * (Number(body.dataset.idle) || 1800);
  const WARN = Math.min(300000, IDLE / 2);
  const DEED = 'youthwork:deed:' + person;
  let deed = Date.now();
  let activity = 0;
  let asking = null;

  function stored(key, value) {
    try {
      if (value === undefined) return localStorage.getItem(key);
      localStorage.setItem(key, value);
    } catch (error) { /* Without a store each window counts for itself. */ }
    return null;
  }

  /* Requests of ours: passive where nobody did anything since the last one. */
  const isPassive = () => activity <= deed;
  function headers(more) {
    return Object.assign({ 'X-Autosave': '1', 'X-Person': person }, isPassive() ? { 'X-Passive': '1' } : {}, more);
  }
  function touched() {
    if (isPassive()) return;
    deed = Date.now();
    stored(DEED, String(deed));
  }
  async function state(passive) {
    const answer = await fetch('/session', { credentials: 'same-origin', headers: passive ? { 'X-Passive': '1' } : {} });
    if (!answer.ok) throw new Error('no answer');
    if (!passive) { deed = Date.now(); stored(DEED, String(deed)); }
    return answer.json();
  }
  function adopt(csrf) {
    Array.from(document.querySelectorAll('input[name=csrf_token]')).forEach((it) => { it.value = csrf; });
    body.setAttribute('hx-headers', JSON.stringify({ 'X-CSRFToken': csrf }));
    deed = Date.now();
    stored(DEED, String(deed));
  }

  /* Sign in again: resolves once the same person is signed in here, by this dialog or in another window. */
  function ask(title) {
    if (!person) return Promise.reject(new Error('nobody was signed in'));
    if (!asking) asking = state(true).catch(() => null).then((now) => {
      if (now && String(now.person) === person) { adopt(now.csrf); return null; }
      return new Promise((resolve) => signIn(title, now, resolve));
    }).then(() => { asking = null; });
    return asking;
  }
  function signIn(title, now, resolve) {
    const it = dialog(title || '登录已过期，请重新登录');
    it.box.append(element('p', 'mute', '已填的内容还在这一页，登录后接着保存，一个字也不会少。'));
    const form = element('form', 'sign-in-again');
    form.setAttribute('data-repeat', '');
    form.method = 'post';
    const name = field(form, '用户名', 'text', body.dataset.username, 'username');
    name.readOnly = true;
    const password = field(form, '密码', 'password', '', 'current-password');
    const error = element('p', 'error');
    error.setAttribute('role', 'alert');
    const acts = element('div', 'acts');
    const press = element('button', 'btn btn-primary', '登录');
    press.type = 'submit';
    acts.append(press);
    form.append(error, acts);
    it.box.append(form);
    password.focus();
    const done = (csrf) => { adopt(csrf); it.close(); resolve(); };
    function others(found) {
      error.textContent = '这台设备上现在登录的是' + found.name + '。这一页是' + body.dataset.name + '填的，没有保存的文字只留给' + body.dataset.name + '。';
      link(error, '/', '去' + found.name + '的工作台');
    }
    if (now && now.person) others(now);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (press.disabled) return;
      press.disabled = true;
      error.textContent = '';
      try {
        const found = await state(true);
        if (String(found.person) === person) { done(found.csrf); return; }
        if (found.person) { others(found); return; }
        const sent = new URLSearchParams({ username: name.value, password: password.value });
        const answer = await fetch('/session', { method: 'POST', body: sent, credentials: 'same-origin', headers: { 'X-CSRFToken': found.csrf } });
        const told = await answer.json();
        if (answer.ok && String(told.person) === person) { done(told.csrf); return; }
        error.textContent = told.refusal || '登录的不是' + body.dataset.name;
        if (told.url) link(error, told.url, told.word);
        password.select();
      } catch (failed) {
        error.textContent = '网络不通，或系统没有回应，请稍后再试。';
      } finally { press.disabled = false; }
    });
  }
  function field(form, label, type, value, autocomplete) {
    const holder = element('div', 'field w3');
    const words = element('label', '', label);
    const input = element('input');
    input.type = type; input.value = value || ''; input.autocomplete = autocomplete; input.id = 'again-' + autocomplete;
    words.htmlFor = input.id;
    holder.append(words, input);
    form.append(holder);
    return input;
  }
  function link(place, url, word) {
    const a = element('a', '', word);
    a.href = url;
    if (url !== '/') { a.target = '_blank'; a.rel = 'noopener'; }
    place.append(' ', a);
  }

  /* 闲置退出 */
  let warning = null;
  function warn() {
    const unsaved = youthwork.unsaved.size > 0;
    warning = dialog(Math.round(WARN / 60000) + ' 分钟后自动退出', stay);
    warning.box.append(element('p', '', unsaved ? '还有文字没有保存到系统，这台设备上留有副本。请继续使用，等页面写明“已保存”。' : '已填的内容都已保存。'));
    const acts = element('div', 'acts');
    const press = element('button', 'btn btn-primary', '继续使用');
    press.type = 'button';
    press.addEventListener('click', stay);
    acts.append(press);
    warning.box.append(acts);
    press.focus();
  }
  function quiet() { if (warning) { warning.close(); warning = null; } }
  function stay() {
    quiet();
    state(false).then((now) => { if (String(now.person) !== person) ask(); }).catch(() => null);
  }
  function tick() {
    deed = Math.max(deed, Number(stored(DEED)) || 0);
    const idle = Date.now() - deed;
    if (asking) return;
    if (idle >= IDLE) {
      quiet();
      state(true).then((now) => { if (String(now.person) === person) deed = Date.now(); else ask('很久没有操作，已自动退出'); }).catch(() => null);
    } else if (idle < IDLE - WARN) quiet();
    else if (!warning) warn();
    if (!warning && !isPassive() && idle > IDLE / 6 && idle < IDLE) state(false).catch(() => null);
  }
  if (person) {
    stored(DEED, String(deed));
    ['input', 'keydown', 'pointerdown'].forEach((kind) => document.addEventListener(kind, () => { if (!warning) activity = Date.now(); }, true));
    setInterval(tick, 5000);
    document.addEventListener('visibilitychange', tick);
  }

  /* 退出: the page after it names who left; their copies go, and their other windows are told. */
  window.addEventListener('storage', (event) => {
    if (person && event.key === 'youthwork:out' && event.newValue && event.newValue.split(' ')[0] === person) {
      youthwork.isOut = true;
      ask('你已在另一个窗口退出').then(() => { youthwork.isOut = false; document.dispatchEvent(new Event('youthwork:back')); });
    }
  });
  const left = document.querySelector('[data-signed-out]');
  if (left) {
    const mark = encodeURIComponent(left.dataset.signedOut);
    try {
      Object.keys(localStorage).forEach((key) => {
        if (key.startsWith('youthwork:draft:') && key.split(':')[5] === mark) localStorage.removeItem(key);
      });
      localStorage.removeItem('youthwork:deed:' + left.dataset.signedOut);
      localStorage.setItem('youthwork:out', left.dataset.signedOut + ' ' + Date.now());
    } catch (error) { /* No store, no copies. */ }
  }

  /* 本机待发送的记录: whoever has none in this browser need not fetch what sends them. */
  const isQueued = (key) => Boolean(person && key && key.startsWith('youthwork:queue:' + person + ':'));
  function fetchQueue() {
    const url = body.dataset.queueScript;
    if (document.querySelector('script[src="' + url + '"]')) return;
    const script = element('script');
    script.src = url;
    document.head.append(script);
  }
  window.addEventListener('storage', (event) => { if (isQueued(event.key) && event.newValue) fetchQueue(); });

  Object.assign(youthwork, { ask, headers, touched, lostSession: () => ask().catch(() => null) });
  try { if (Object.keys(localStorage).some(isQueued)) fetchQueue(); } catch (error) { /* No store, nothing waits. */ }
})();

/* 本机待发送的记录: what a phone without a network could not send waits in this browser, and goes by itself later.

   It is kept under the person who wrote it: nobody else signed in here sees or sends it. The form says which of its
   fields never come here. The server counts an entry once by its client_key, so it may be sent as often as need be. */
(function () {
  'use strict';
  const youthwork = window.youthwork;
  if (youthwork.queue) return;
  const { element, dialog } = youthwork;
  const body = document.body;
  const person = body.dataset.person || '';
  const OWNER = ['youthwork', 'queue', person, encodeURIComponent(body.dataset.username || '')].join(':') + ':';
  const AGAIN = 30000;
  let busy = false;
  let timer = 0;
  let isOut = false;
  const done = [];

  /* Entries, the oldest first; what cannot be read is none. */
  function entries() {
    if (!person) return [];
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(OWNER))
        .map((key) => JSON.parse(localStorage.getItem(key))).filter((it) => it && Array.isArray(it.fields))
        .sort((one, other) => one.at - other.at);
    } catch (error) { return []; }
  }
  function put(entry) {
    try { localStorage.setItem(OWNER + entry.key, JSON.stringify(entry)); } catch (error) { return false; }
    draw();
    return true;
  }
  function drop(key) {
    try { localStorage.removeItem(OWNER + key); } catch (error) { /* There is no store. */ }
    draw();
  }
  const find = (key) => entries().find((it) => it.key === key);

  /* Sending: one after the other; what the server refuses waits for its writer, the rest is tried again. */
  async function send() {
    clearTimeout(timer);
    const waiting = entries().filter((it) => !it.sentences);
    if (busy || !waiting.length || navigator.onLine === false) return;
    busy = true;
    try {
      for (const entry of waiting) if (!(await sendOne(entry))) break;
    } finally {
      busy = false;
      if (entries().some((it) => !it.sentences) && !isOut) timer = setTimeout(send, AGAIN);
      draw();
    }
  }
  async function sendOne(entry) {
    const sent = new URLSearchParams(entry.fields);
    const token = JSON.parse(body.getAttribute('hx-headers') || '{}');
    let answer;
    let told;
    try {
      answer = await fetch('/records', { method: 'POST', body: sent, credentials: 'same-origin', redirect: 'manual', headers: youthwork.headers(Object.assign({ 'X-Queue': '1' }, token)) });
      told = await answer.text();
    } catch (error) { return false; }
    if (answer.type === 'opaqueredirect' || answer.status === 401) { isOut = true; return false; }
    if (answer.status >= 500 || answer.status === 429) return false;
    isOut = false;
    if (answer.ok) {
      const it = JSON.parse(told);
      done.push({ title: entry.title, url: it.url, words: it.words, left: entry.left });
      drop(entry.key);
    } else {
      entry.sentences = answer.status === 422 ? JSON.parse(told).sentences : [youthwork.sentenceIn(told, answer.status)];
      put(entry);
    }
    return true;
  }
  function signIn() {
    youthwork.ask('登录后发送').then(() => { isOut = false; send(); }).catch(() => null);
  }

  /* The lines at the head of every page: what waits, what went, what needs its writer. */
  function draw() {
    let place = document.getElementById('queue');
    const waiting = entries();
    if (!waiting.length && !done.length) { if (place) place.remove(); return; }
    if (!place) {
      place = element('section', 'queue');
      place.id = 'queue';
      place.setAttribute('aria-label', '本机待发送的记录');
      place.setAttribute('role', 'status');
      const main = document.getElementById('main');
      main.insertBefore(place, main.firstChild);
    }
    place.textContent = '';
    const still = waiting.filter((it) => !it.sentences).length;
    if (still) {
      const line = element('p', '', isOut ? '登录已过期，' + still + ' 条记录还在这台设备上，登录后发送' : still + ' 条记录已存在本机，联网后自动发送');
      const press = element('button', 'linkish', isOut ? '登录' : '现在发送');
      press.type = 'button';
      press.addEventListener('click', isOut ? signIn : send);
      line.append(' ', press);
      place.append(line);
    }
    const list = element('ul');
    waiting.forEach((it) => {
      const line = element('li', '', it.day + ' ' + it.title);
      if (it.sentences) {
        line.append(element('small', '', '没有发送：' + it.sentences.join('；')));
        const open = element('a', '', '打开补完');
        open.href = '/records/new?queued=' + it.key;
        line.append(open);
      }
      list.append(line);
    });
    done.forEach((it) => {
      const line = element('li', '', it.title + '：' + it.words);
      const open = element('a', '', it.left ? '打开补填' : '查看');
      open.href = it.url + (it.left ? '/edit' : '');
      line.append(' ', open);
      if (it.left) line.append(element('small', '', it.left + '没有留在本机，请补填'));
      list.append(line);
    });
    place.append(list);
  }

  /* 退出: what waits would be gone with the person, so it is asked first. */
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const waiting = entries();
    if (!form.matches('form.sign-out') || !waiting.length) return;
    event.preventDefault();
    event.stopPropagation();
    const it = dialog('还有 ' + waiting.length + ' 条记录没有发送', () => it.close());
    it.box.append(element('p', '', '这些记录只在这台设备上。退出会把它们清除；先不退出，联网后会自动发送。'));
    const list = element('ul');
    waiting.forEach((each) => list.append(element('li', '', each.day + ' ' + each.title)));
    const acts = element('div', 'acts');
    const stay = element('button', 'btn btn-primary', '先不退出');
    const leave = element('button', 'btn btn-danger', '清除并退出');
    [stay, leave].forEach((press) => { press.type = 'button'; });
    stay.addEventListener('click', () => it.close());
    leave.addEventListener('click', () => { waiting.forEach((each) => drop(each.key)); form.submit(); });
    acts.append(stay, leave);
    it.box.append(list, acts);
    stay.focus();
  }, true);

  window.addEventListener('online', send);
  window.addEventListener('offline', draw);
  window.addEventListener('storage', (event) => { if (event.key && event.key.startsWith(OWNER)) draw(); });
  document.addEventListener('youthwork:back', () => { isOut = false; send(); });
  youthwork.queue = { put, drop, find, send };
  if (entries().length) { draw(); send(); }
})();
